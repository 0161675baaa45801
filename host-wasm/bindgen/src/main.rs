//! `flowlock-bindgen <module.wasm> <folder>`: the JavaScript glue of a module, and the module without
//! what only the glue was made from.
//!
//! It is `wasm-bindgen --target web` as a library, so that its version is the one in `Cargo.lock`, which
//! has to be the module's, and nothing needs to be installed.

use std::{env, process::ExitCode};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder] = arguments.as_slice() else {
        eprintln!("flowlock-bindgen: expected a module and a folder");
        return ExitCode::from(2);
    };
    match bind(module, folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("flowlock-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bind(module: &str, folder: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?.input_path(module).out_name("glue").typescript(true);
    // Bundlers and browsers find the module beside the glue, by the URL that stands in it.
    bindgen.omit_default_module_path(false);
    // After a trap the module is started anew.
    bindgen.reset_state_function(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    Ok(bindgen.generate(folder)?)
}
