//! The page with a fake shell, served to a browser on this computer.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use crate::proof::Trouble;

/// Serves the files in a folder for as long as the program runs; returns the address.
pub(super) fn serve(folder: PathBuf) -> Result<String, Trouble> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // Ignore browsers that closed the connection.
            thread::spawn(move || answer(&stream, &folder).ok());
        }
    });
    Ok(format!("http://{address}"))
}

/// Answers the requests of a connection, one after the other.
fn answer(mut stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    while let Some(request) = lines.next().transpose()? {
        while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
        let path = request.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
        let is_within = !path.split('/').any(|part| part == "..");
        let file = is_within.then(|| fs::read(folder.join(path.trim_start_matches('/'))).ok()).flatten();
        let (status, body) = file.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
        let kind = kind_of(path);
        write!(stream, "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len())?;
        stream.write_all(&body)?;
    }
    Ok(())
}

fn kind_of(path: &str) -> &'static str {
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
