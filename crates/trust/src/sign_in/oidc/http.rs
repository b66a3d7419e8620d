//! The few requests that go out, to a sign-in service or another directory: one connection each, over the one TLS stack of the house, with a
//! limit on time and size, and without following redirects, so that nobody is led elsewhere.

use std::{path::Path, sync::Arc, time::Duration};

use axum::http::{Request, Uri, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use kernel::{Error, Result};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore, crypto,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use super::settings::is_safe;

/// The longest that a service may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 1024 * 1024;

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its body, a mebibyte at most.
    pub body: Bytes,
}

/// Makes requests.
pub struct Http {
    tls: TlsConnector,
}

impl Http {
    /// With the public certificates, and those of `more` besides.
    ///
    /// # Errors
    /// An operator's message when a file of certificates cannot be read.
    pub fn new(more: Option<&Path>) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(file) = more {
            let wrong =
                |why: String| Error::Internal(format!("the certificates of {}: {why}", file.display()));
            let found = CertificateDer::pem_file_iter(file).map_err(|e| wrong(e.to_string()))?;
            let before = roots.len();
            for one in found {
                let one = one.map_err(|e| wrong(e.to_string()))?;
                roots.add(one).map_err(|e| wrong(e.to_string()))?;
            }
            if roots.len() == before {
                return Err(wrong("there is none in it".into()));
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| Error::internal("TLS", e))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Http { tls: TlsConnector::from(Arc::new(config)) })
    }

    /// Reads, with an `Authorization` header where there is one.
    ///
    /// # Errors
    /// Why there is no answer, for the operator.
    pub async fn get(&self, url: &str, authorization: Option<String>) -> std::result::Result<Answer, String> {
        self.send(url, authorization, None).await
    }

    /// Sends a form, with an `Authorization` header where there is one.
    pub(super) async fn post(
        &self,
        url: &str,
        authorization: Option<String>,
        form: String,
    ) -> std::result::Result<Answer, String> {
        self.send(url, authorization, Some(form)).await
    }

    async fn send(
        &self,
        url: &str,
        authorization: Option<String>,
        form: Option<String>,
    ) -> std::result::Result<Answer, String> {
        tokio::time::timeout(PATIENCE, self.ask(url, authorization, form))
            .await
            .map_err(|_| "no answer in ten seconds".to_owned())?
    }

    async fn ask(
        &self,
        url: &str,
        authorization: Option<String>,
        form: Option<String>,
    ) -> std::result::Result<Answer, String> {
        if !is_safe(url) {
            return Err("an address that is not https://".into());
        }
        let uri: Uri = url.parse().map_err(|_| "an address that cannot be read".to_owned())?;
        let host = uri.host().ok_or("an address without a host")?;
        let secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let path = uri.path_and_query().map_or("/", |p| p.as_str());
        let authority = uri.authority().map_or(host, |a| a.as_str());
        let mut request = Request::builder()
            .method(if form.is_some() { "POST" } else { "GET" })
            .uri(path)
            .header(header::HOST, authority)
            .header(header::ACCEPT, "application/json")
            .header(header::CONNECTION, "close");
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if let Some(value) = authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        let body = Full::new(Bytes::from(form.unwrap_or_default()));
        let request = request.body(body).map_err(|e| e.to_string())?;
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let stream = TcpStream::connect((bare.as_str(), port)).await.map_err(|e| e.to_string())?;
        if secure {
            let name = ServerName::try_from(bare).map_err(|e| e.to_string())?;
            let stream = self.tls.connect(name, stream).await.map_err(|e| e.to_string())?;
            talk(stream, request).await
        } else {
            talk(stream, request).await
        }
    }
}

async fn talk<S>(stream: S, request: Request<Full<Bytes>>) -> std::result::Result<Answer, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
    let driver = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(|e| e.to_string());
    let read = match answer {
        Ok(answer) => {
            let status = answer.status().as_u16();
            let body = Limited::new(answer.into_body(), LARGEST).collect().await;
            body.map(|b| Answer { status, body: b.to_bytes() }).map_err(|e| e.to_string())
        }
        Err(why) => Err(why),
    };
    driver.abort();
    read
}
