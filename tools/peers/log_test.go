// Package peers checks our log with an implementation that none of us wrote: sumdb/note and sumdb/tlog of the Go project.
package peers

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type fetch func(path string) ([]byte, error)

// policy is a C2SP tlog-policy as far as Go can use it: its note package knows Ed25519 keys only.
type policy struct {
	log       note.Verifiers
	witnesses []*cosigner
}

func readPolicy(t *testing.T, text string) policy {
	t.Helper()
	var logs []note.Verifier
	var witnesses []*cosigner
	for _, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		switch words[0] {
		case "log":
			if verifier, err := note.NewVerifier(words[1]); err == nil {
				logs = append(logs, verifier)
			}
		case "witness":
			witnesses = append(witnesses, newCosigner(t, words[2]))
		}
	}
	if len(logs) != 1 {
		t.Fatalf("the policy has %d keys that Go knows, want 1", len(logs))
	}
	return policy{log: note.VerifierList(logs...), witnesses: witnesses}
}

type openedLog struct {
	tree   tlog.Tree
	note   *note.Note
	fetch  fetch
	hashes tlog.HashReader
}

func openCheckpoint(t *testing.T, p policy, signed []byte) tlog.Tree {
	t.Helper()
	tree, _ := openNote(t, p, signed)
	return tree
}

func openNote(t *testing.T, p policy, signed []byte) (tlog.Tree, *note.Note) {
	t.Helper()
	opened, err := note.Open(signed, p.log)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != opened.Sigs[0].Name {
		t.Fatalf("checkpoint %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := tlog.ParseHash(lines[2])
	if err != nil {
		t.Fatal(err)
	}
	return tlog.Tree{N: size, Hash: hash}, opened
}

func openLog(t *testing.T, p policy, get fetch) openedLog {
	t.Helper()
	signed, err := get("checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	tree, opened := openNote(t, p, signed)
	return openedLog{tree: tree, note: opened, fetch: get, hashes: tlog.TileHashReader(tree, &tiles{get})}
}

// tiles reads the tiles of C2SP tlog-tiles: as those of Go's checksum database, without the height in their path.
type tiles struct{ get fetch }

func (r *tiles) Height() int                     { return height }
func (r *tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (r *tiles) ReadTiles(all []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(all))
	for i, tile := range all {
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		bytes, err := r.get(path)
		if err != nil {
			// The partial form may be gone once the full one is there.
			full, _, _ := strings.Cut(path, ".p/")
			if bytes, err = r.get(full); err != nil {
				return nil, err
			}
			bytes = bytes[:tile.W*tlog.HashSize]
		}
		data[i] = bytes
	}
	return data, nil
}

// entries reads an entry bundle: a 16-bit length before each.
func entries(data []byte) ([][]byte, error) {
	var all [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("an entry is cut")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		all = append(all, data[2:end])
		data = data[end:]
	}
	return all, nil
}

// leaves fetches all entries of the log.
func leaves(t *testing.T, log openedLog) [][]byte {
	t.Helper()
	var all [][]byte
	for n := int64(0); n*256 < log.tree.N; n++ {
		tile := tlog.Tile{H: height, L: 0, N: n, W: int(min(256, log.tree.N-n*256))}
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", height), "tile/entries/", 1)
		data, err := log.fetch(path)
		if err != nil {
			t.Fatal(err)
		}
		bundle, err := entries(data)
		if err != nil || len(bundle) != tile.W {
			t.Fatalf("%s: %d entries, %v", path, len(bundle), err)
		}
		all = append(all, bundle...)
	}
	return all
}

// checkWholeLog proves every entry, the root from the entries alone, and growth from every size.
func checkWholeLog(t *testing.T, log openedLog) {
	t.Helper()
	all := leaves(t, log)
	var stored storage
	for i, entry := range all {
		hashes, err := tlog.StoredHashes(int64(i), entry, &stored)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(int64(len(all)), &stored)
	if err != nil || root != log.tree.Hash {
		t.Fatalf("the entries lead to %v, not to %v (%v)", root, log.tree.Hash, err)
	}
	for i := range all {
		proof, err := tlog.ProveRecord(log.tree.N, int64(i), log.hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(proof, log.tree.N, log.tree.Hash, int64(i), tlog.RecordHash(all[i])); err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
	}
	for from := int64(1); from <= log.tree.N; from++ {
		before, err := tlog.TreeHash(from, &stored)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := tlog.ProveTree(log.tree.N, from, log.hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(proof, log.tree.N, log.tree.Hash, from, before); err != nil {
			t.Fatalf("from %d: %v", from, err)
		}
	}
	t.Logf("%d entries, each proven; growth proven from each size", log.tree.N)
}

type storage []tlog.Hash

func (s *storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = (*s)[index]
	}
	return out, nil
}

// checkReceipt verifies a C2SP tlog-proof of the entry at index: its checkpoint, and the path from the entry's bytes.
func checkReceipt(t *testing.T, p policy, log openedLog, index int64, receipt string) {
	t.Helper()
	head, signed, ok := strings.Cut(receipt, "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprintf("index %d", index) {
		t.Fatalf("receipt %q", receipt)
	}
	tree := openCheckpoint(t, p, []byte(signed))
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			t.Fatalf("hash %q", line)
		}
		proof = append(proof, tlog.Hash(hash))
	}
	entry := leaves(t, log)[index]
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)); err != nil {
		t.Errorf("receipt of %d: %v", index, err)
	}
	other := append([]byte(nil), entry...)
	other[0] ^= 1
	if tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(other)) == nil {
		t.Errorf("receipt of %d: another entry was accepted", index)
	}
}
