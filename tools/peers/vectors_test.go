package peers

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var vectors = filepath.Join("..", "..", "docs", "vectors")

func read(t *testing.T, parts ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{vectors}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func fileReader(t *testing.T) fetch {
	return func(path string) ([]byte, error) {
		return os.ReadFile(filepath.Join(vectors, "log", filepath.FromSlash(path)))
	}
}

func TestVectorCheckpoint(t *testing.T) {
	policy := readPolicy(t, string(read(t, "keys", "policy")))
	log := openLog(t, policy, fileReader(t))
	if log.tree.N != 258 {
		t.Fatalf("size %d, want 258", log.tree.N)
	}
	// The line of SM2 is of a type that Go does not know: it is passed over, and the Ed25519 line carries the note.
	if got := len(log.note.UnverifiedSigs); got != 1 {
		t.Errorf("%d signatures passed over, want 1 (SM2)", got)
	}
	checkWholeLog(t, log)
}

func TestVectorCheckpointChanged(t *testing.T) {
	policy := readPolicy(t, string(read(t, "keys", "policy")))
	changed := bytes.Replace(read(t, "log", "checkpoint"), []byte("\n258\n"), []byte("\n257\n"), 1)
	if _, err := note.Open(changed, policy.log); err == nil {
		t.Error("a changed checkpoint was accepted")
	}
}

func TestVectorReceipts(t *testing.T) {
	policy := readPolicy(t, string(read(t, "keys", "policy")))
	log := openLog(t, policy, fileReader(t))
	for _, index := range []int64{0, 5, 255, 256, 257} {
		checkReceipt(t, policy, log, index, string(read(t, "receipts", strconv.FormatInt(index, 10)+".tlog-proof")))
	}
}

func TestVectorConsistency(t *testing.T) {
	policy := readPolicy(t, string(read(t, "keys", "policy")))
	log := openLog(t, policy, fileReader(t))
	before := openCheckpoint(t, policy, read(t, "log", "checkpoint.100"))
	var proof tlog.TreeProof
	for _, line := range strings.Fields(string(read(t, "log", "consistency.100-258"))) {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			t.Fatal(err)
		}
		proof = append(proof, hash)
	}
	if err := tlog.CheckTree(proof, log.tree.N, log.tree.Hash, before.N, before.Hash); err != nil {
		t.Error(err)
	}
	if err := tlog.CheckTree(proof, log.tree.N, log.tree.Hash, before.N-1, before.Hash); err == nil {
		t.Error("a proof from another size was accepted")
	}
}
