//! Keys and signatures of OpenSSL 3.0.19. It makes a new key and a new nonce each time, so repeating these commands gives other
//! values, which must pass as well. The private keys were deleted.
//!
//! ```sh
//! printf '' >message0
//! printf 'The meter counted 1500 Wh.' >message1
//! head -c 1000 /dev/zero >message2
//! for key in 0 1 2; do
//!     openssl ecparam -name prime256v1 -genkey -noout -out key.pem
//!     openssl ec -in key.pem -pubout -conv_form compressed -outform DER | tail -c 33 | xxd -p -c 33
//!     for message in 0 1 2; do
//!         openssl dgst -sha256 -sign key.pem message$message | xxd -p -c 72
//!     done
//! done
//! ```

use crate::case::{Case, Seen};
use hex_literal::hex;
use p256::ecdsa::Signature;
use uen_primitives::{P256Public, P256Signature};

const MESSAGES: [&[u8]; 3] = [b"", b"The meter counted 1500 Wh.", &[0; 1000]];

/// A key and its signatures of the messages, in DER. OpenSSL does not care whether `s` is low.
type Signed = ([u8; 33], [&'static [u8]; 3]);

const SIGNED: [Signed; 3] = [
    (
        hex!("020655146b12c9d998880a3491ecd316d15300ee696ef31fb71f718e7b0aef3cb5"),
        [
            &hex!(
                "304402207399cac0b439410d5d867422336356c8d685fda9c97ba75a783adf110a0dac73"
                "02204c3ca72695ee0ed048d4c4c2539eed68f3b5bcd8b79583b068e9605130704de2"
            ),
            &hex!(
                "304502200e848025000233f51ca8ab48e13847e8f9984efd9a9c52a428f4fcdaeb72be1b"
                "0221009433c8e8eb47a7015fbe0deddf393014bd14f0d1c9287195813a82597550d7ef"
            ),
            &hex!(
                "3046022100f312ee9a8a94af93d6bdc625e5d1728d32a0be1a3bb94668fbab52412a4e214b"
                "022100af843c1799f18e0ab3c6d6d01af5599bb8990d77728061f0cfcb2b036edc36d7"
            ),
        ],
    ),
    (
        hex!("0333917a28f0df973859beeaf653a3053969e67f0981666f71c514075dbe338a61"),
        [
            &hex!(
                "3046022100fc77d4161e5727a3e4063a0f907f420880fc689a7d05b647726c4b62ec5ff3d1"
                "022100f13e55446b012707894660a8da4ef47cb3edf003547959cfd003798b1be6183f"
            ),
            &hex!(
                "304502206be8f02e73c131b9449535dbe249f0804d46052de78e26e44def08b877791961"
                "022100d5ef2d4ebb4ed6ccb1e7337f5b6d2b0e147c8e5c5032e421b614ed314a37ae05"
            ),
            &hex!(
                "3045022100845bc8a46831e2e14a99ea2e0999cd6736854554bbc05ffdc6feffca69bc880e"
                "02204fbbebcefbfb3a42f9b039b401d482e6845ac5cff43dff8d8574dace655ec5f8"
            ),
        ],
    ),
    (
        hex!("03e11e92f21bc55d6c36640d32f58e103fd3cd1041f07c4cf814258649f53977d7"),
        [
            &hex!(
                "304402201b38cf7521658ee62df6406de9c6b94c6d48d57100338ba0c05610e6730869ac"
                "0220262926efe4e017686de5c07aed7fea50aa849ae71938341cf59d9b2e408a0ea4"
            ),
            &hex!(
                "3045022033966ac31be8c1525380cfec68fe7fcea8ab9a45b6ea1c9adb8d2260cde79908"
                "022100e661721e3b0e5d9742f2716116729c976dd1e9d342d686f24fa93f4a5537ed49"
            ),
            &hex!(
                "3045022100d2d389a788784057ec928b3b853815cec7784af05e9adb794cf8c238d7001291"
                "02203007a0a7b06d2139b7ebc88845fd1cd6acf9d9c4438b1fe6490b0555b2e4e908"
            ),
        ],
    ),
];

#[test]
fn signatures_should_verify_when_openssl_made_them() {
    let mut seen = Seen::default();
    for (i, (key, signatures)) in SIGNED.iter().enumerate() {
        for (j, (message, der)) in MESSAGES.iter().zip(signatures).enumerate() {
            let signature = Signature::from_der(der).expect("OpenSSL writes DER");
            let signature = P256Signature(signature.to_bytes().into());
            let name = format!("key {i}, message {j}");
            Case { name, key: P256Public(*key), message: message.to_vec(), signature, valid: true }.check(&mut seen);
        }
    }
    assert_eq!(seen, Seen { low: 4, high: 5, invalid: 0 });
}

#[test]
fn signatures_should_be_refused_when_they_are_of_another_key_or_message() {
    let mut seen = Seen::default();
    for (i, (key, _)) in SIGNED.iter().enumerate() {
        for (j, message) in MESSAGES.iter().enumerate() {
            for (k, (_, signatures)) in SIGNED.iter().enumerate() {
                for (l, der) in signatures.iter().enumerate().filter(|(l, _)| (i, j) != (k, *l)) {
                    let signature = Signature::from_der(der).expect("OpenSSL writes DER");
                    let signature = P256Signature(signature.to_bytes().into());
                    let name = format!("key {i}, message {j} with the signature of key {k}, message {l}");
                    Case { name, key: P256Public(*key), message: message.to_vec(), signature, valid: false }.check(&mut seen);
                }
            }
        }
    }
    assert_eq!(seen, Seen { low: 0, high: 0, invalid: 9 * 8 });
}
