//! `flowlock-component <module.wasm> <component.wasm>`: the plugin as a component, the same code with the
//! types of its world around it.
//!
//! It is `wasm-tools component new` as a library, so that nothing needs to be installed.

use std::{env, error::Error, fs, process::ExitCode};

use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// The world whose canonical ABI the module speaks.
const WORLD: &str = include_str!("../../plugin/wit/flowlock.wit");

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, component] = arguments.as_slice() else {
        eprintln!("flowlock-component: expected a module, and where to put the component");
        return ExitCode::from(2);
    };
    match wrap(module, component) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("flowlock-component: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn wrap(module: &str, component: &str) -> Result<(), Box<dyn Error>> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("flowlock.wit", WORLD)?;
    let world = resolve.select_world(&[package], None)?;
    let mut module = fs::read(module)?;
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)?;
    let wrapped = ComponentEncoder::default().validate(true).module(&module)?.encode()?;
    Ok(fs::write(component, wrapped)?)
}
