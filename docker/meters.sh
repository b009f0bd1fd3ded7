#!/usr/bin/env bash
# Three meters in real time: every quarter hour it writes down what they would show and has uen-gateway sign and relay it. What they
# measure is made up. For networks with the development accounts only.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: docker/meters.sh DIR

Keeps meters.csv, readings.csv, the key store and the outbox in DIR, and relays a reading of each meter every quarter hour, until it is
stopped. Takes uen-gateway from PATH, which reads UEN_GATEWAY_URL and UEN_GATEWAY_PASSPHRASE.

  --once        one quarter hour only, the last that is complete
  -h, --help    this text
TEXT
}

once='' dir=''
while [ $# -gt 0 ]; do
    case "$1" in
        --once) once=1 ;;
        -h | --help) usage; exit 0 ;;
        -*) echo "error: unknown option $1" >&2; usage >&2; exit 2 ;;
        *) dir="$1" ;;
    esac
    shift
done
[ -n "$dir" ] || { usage >&2; exit 2; }

mkdir -p "$dir"
cat >"$dir/meters.csv" <<'CSV'
meter,kind,load_peak_w,generation_capacity_w,zone
roof,Prosumer,5000,8000,1
flat,Consumer,4000,0,2
wind,Producer:Wind,0,20000,1
CSV
[ -s "$dir/readings.csv" ] || echo period_end_utc,meter,import_wh,export_wh,generation_wh >"$dir/readings.csv"

# One row for each meter at the end $1 of a quarter hour, its registers advanced from those of its last row.
advance() {
    local end="$1"
    awk -F, -v OFS=, -v end="$(date -u -d "@$end" +%Y-%m-%dT%H:%M:%SZ)" -v hour="$(((end % 86400) / 3600))" '
        NR > 1 { imported[$2] = $3; exported[$2] = $4; generated[$2] = $5; known[$2] = 1; if ($1 == end) done = 1 }
        END {
            if (done) exit
            sun = hour < 6 || hour > 18 ? 0 : (36 - (hour - 12) ^ 2) * 40
            split("roof flat wind", names, " ")
            add["roof", "g"] = sun; add["roof", "e"] = sun > 150 ? sun - 150 : 0; add["roof", "i"] = sun > 150 ? 0 : 150 - sun
            add["flat", "i"] = 120; add["wind", "g"] = 2000; add["wind", "e"] = 2000
            for (n = 1; n <= 3; n++) {
                name = names[n]
                step = known[name] ? 1 : 0
                print end, name, imported[name] + step * add[name, "i"], exported[name] + step * add[name, "e"], \
                    generated[name] + step * add[name, "g"]
            }
        }' "$dir/readings.csv" >"$dir/rows"
    cat "$dir/rows" >>"$dir/readings.csv"
}

while :; do
    now="$(date +%s)"
    advance "$((now - now % 900))"
    # 3: something was refused, which its output tells; the next quarter hour may do better.
    uen-gateway replay --dev-accounts --meters "$dir/meters.csv" --readings "$dir/readings.csv" --keystore "$dir/keys" \
        --outbox "$dir/outbox.sqlite" --no-wait || echo "uen-gateway ended with status $?" >&2
    [ -z "$once" ] || exit 0
    now="$(date +%s)"
    # A little after the end: the chain's clock may be a block behind.
    sleep "$((900 - now % 900 + 20))"
done
