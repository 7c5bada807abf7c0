#!/bin/sh
# Makes the certificates of this folder anew, with OpenSSL 3. The CA's key is thrown away, so nobody can sign with it.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/index.txt"
cat >"$work/ca.cnf" <<END
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
END

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

# sign <out> <subject> <names> <from> <to> <options of openssl ca>
sign() {
  out=$1 subject=$2 names=$3 from=$4 to=$5
  shift 5
  openssl req -new -key "$KEY" -subj "/CN=$subject" ${names:+-addext "subjectAltName=$names"} -out "$work/request.pem"
  openssl ca -batch -notext -config "$work/ca.cnf" -in "$work/request.pem" -out "$out" \
    -startdate "$from" -enddate "$to" "$@" 2>/dev/null
}

ALWAYS="20200101000000Z 99991231235959Z"
HERE=DNS:localhost,DNS:api.wherobots.test,DNS:proxy.test,IP:127.0.0.1,IP:::1

key "$work/ca.key"
KEY=$work/ca.key
sign ca.pem "pulumi-wherobots TEST ONLY CA" "" $ALWAYS -selfsign -keyfile "$work/ca.key" -extensions authority

key TEST-ONLY.key.pem
KEY=TEST-ONLY.key.pem
by_ca="-cert ca.pem -keyfile $work/ca.key"
sign trusted.pem "TEST ONLY" $HERE $ALWAYS $by_ca
sign other-host.pem "TEST ONLY" DNS:other.test $ALWAYS $by_ca
sign expired.pem "TEST ONLY" $HERE 20200101000000Z 20200201000000Z $by_ca
sign not-yet-valid.pem "TEST ONLY" $HERE 99980101000000Z 99991231235959Z $by_ca
sign self-signed.pem "TEST ONLY" $HERE $ALWAYS -selfsign -keyfile "$KEY"
