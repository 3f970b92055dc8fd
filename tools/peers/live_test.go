package peers

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"
)

func httpReader(url string) fetch {
	return func(path string) ([]byte, error) {
		response, err := http.Get(url + "/" + path)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s: %s", path, response.Status)
		}
		return io.ReadAll(response.Body)
	}
}

// TestServedLog checks the log of a running server, over HTTP, as any outsider would.
func TestServedLog(t *testing.T) {
	url := os.Getenv("SLUICE_PEER_URL")
	if url == "" {
		t.Skip("no server: set SLUICE_PEER_URL")
	}
	get := httpReader(url + "/log")
	keys, err := get("keys")
	if err != nil {
		t.Fatal(err)
	}
	p := readPolicy(t, string(keys))
	log := openLog(t, p, get)
	checkWholeLog(t, log)
	signed, err := get("checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.witnesses) == 0 {
		t.Error("no witness beside the server")
	}
	checkCosigned(t, p, signed)
	all := leaves(t, log)
	for _, index := range []int64{0, log.tree.N / 2, log.tree.N - 1} {
		var entry struct{ ID string }
		if err := json.Unmarshal(all[index], &entry); err != nil {
			t.Fatal(err)
		}
		answer, err := httpReader(url)("api/v1/evidence/entries/" + entry.ID)
		if err != nil {
			t.Fatal(err)
		}
		var found struct{ Receipt, Bytes string }
		if err := json.Unmarshal(answer, &found); err != nil {
			t.Fatal(err)
		}
		if found.Bytes != string(all[index]) {
			t.Errorf("entry %d: the interface shows other bytes than the log", index)
		}
		checkReceipt(t, p, log, index, found.Receipt)
	}
}
