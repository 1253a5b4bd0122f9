//! The examples of the page `/api` run as they stand there, against a server.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::Command,
};

use serde_json::{Deserializer, Value};

use crate::site::{Site, router};

/// Serves on a free port for as long as the tests run.
fn server() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = router(&url);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    url
}

/// What the example prints; nothing if the program is not installed, which only passes outside CI.
fn output(program: &str, arguments: &[&str], example: &str) -> Option<String> {
    let installed = Command::new(program).arg("--version").output().is_ok();
    assert!(
        installed || std::env::var_os("CI").is_none(),
        "CI lacks {program}"
    );
    if !installed {
        println!("{program} is not installed, its example was not run");
        return None;
    }
    let url = server();
    let page = Site::at(&url).get("/zh/api").expect_status(200);
    let code = page.texts(&format!("code.{example}")).concat();
    assert!(code.contains(&url), "{code}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(program);
    std::fs::create_dir_all(&folder).unwrap();
    let bounce =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/exim-unrouteable/paste.eml");
    std::fs::copy(bounce, folder.join("bounce.eml")).unwrap();
    let (shell, arguments) = match arguments {
        [] => ("sh", vec!["-ec", &code]),
        _ => (program, [arguments, &[code.as_str()]].concat()),
    };
    let ran = Command::new(shell)
        .args(arguments)
        .current_dir(&folder)
        .env("no_proxy", "*")
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    Some(String::from_utf8(ran.stdout).unwrap())
}

#[test]
fn curl() {
    let Some(printed) = output("curl", &[], "curl") else {
        return;
    };
    let answers: Vec<Value> = Deserializer::from_str(&printed)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap();
    let [line, mail, json, file, code] = answers.as_slice() else {
        unreachable!("five examples, not {printed}");
    };
    for answer in [line, mail, json, file] {
        assert_eq!(answer.pointer("/failures/0/verdict").unwrap(), "match");
    }
    assert_eq!(mail, file);
    assert_eq!(code.pointer("/code").unwrap(), "5.7.1");
}

#[test]
fn python() {
    let Some(printed) = output("python3", &["-c"], "python") else {
        return;
    };
    assert!(printed.contains("\n1 "), "{printed}");
    assert!(printed.contains("/a/"), "{printed}");
}
