//! Whose key made a signature, by the few lines that the fixtures need of `allowed_signers`.

use flowlock_core::decisions::{SignatureStanding, Signed, Signer};
use ssh_key::{HashAlg, PublicKey, SshSig};

/// The keys of a fixture, each with the name of whose it is.
#[derive(Debug, Default)]
pub struct Signers(Vec<(String, PublicKey)>);

impl Signers {
    /// Reads lines of the form `NAME namespaces="flowlock" KEY`.
    ///
    /// # Panics
    ///
    /// Where a line has another form.
    pub fn parse(text: &[u8]) -> Self {
        let text = str::from_utf8(text).expect("UTF-8");
        let line = |line: &str| {
            let (who, key) = line.split_once(" namespaces=\"flowlock\" ").expect("a line of the fixtures");
            (who.to_owned(), key.parse().expect("a key"))
        };
        Self(text.lines().map(line).collect())
    }

    /// Whose key signed.
    ///
    /// # Errors
    ///
    /// Why nobody is known to have.
    pub fn check(&self, signed: &Signed) -> Result<Signer, SignatureStanding> {
        if self.0.is_empty() {
            return Err(SignatureStanding::NotChecked);
        }
        let signature: SshSig =
            signed.signature.parse().map_err(|_| SignatureStanding::UnreadableSignature)?;
        let of = self.0.iter().find(|(_, key)| key.key_data() == signature.public_key());
        let (who, key) = of.ok_or(SignatureStanding::UnknownSigner)?;
        key.verify("flowlock", signed.payload.as_bytes(), &signature)
            .map_err(|_| SignatureStanding::BadSignature)?;
        Ok(Signer {
            principals: vec![who.clone()],
            fingerprint: key.fingerprint(HashAlg::Sha256).to_string(),
        })
    }
}
