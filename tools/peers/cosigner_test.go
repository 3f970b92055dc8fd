package peers

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// cosigner verifies C2SP tlog-cosignatures (Ed25519, type 4) as a key of Go's note package.
type cosigner struct {
	name string
	id   uint32
	key  ed25519.PublicKey
	at   time.Time
}

func newCosigner(t *testing.T, vkey string) *cosigner {
	t.Helper()
	parts := strings.SplitN(vkey, "+", 3)
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(typed) != 1+ed25519.PublicKeySize || typed[0] != 4 {
		t.Fatalf("witness %q", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), typed...))
	id := binary.BigEndian.Uint32(sum[:4])
	if stated, err := strconv.ParseUint(parts[1], 16, 32); err != nil || uint32(stated) != id {
		t.Fatalf("id of witness %q is not %08x", vkey, id)
	}
	return &cosigner{name: parts[0], id: id, key: typed[1:]}
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.id }

func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	seconds := binary.BigEndian.Uint64(sig)
	c.at = time.Unix(int64(seconds), 0)
	return ed25519.Verify(c.key, append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", seconds)), msg...), sig[8:])
}

func checkCosigned(t *testing.T, p policy, signed []byte) {
	t.Helper()
	for _, witness := range p.witnesses {
		opened, err := note.Open(signed, note.VerifierList(witness))
		if err != nil {
			t.Errorf("witness %s: %v", witness.name, err)
			continue
		}
		t.Logf("%s cosigned at %s", opened.Sigs[0].Name, witness.at.UTC().Format(time.RFC3339))
	}
}
