#![cfg(test)]
//! The model in a small scope.
use model::Scope;

#[test]
fn probe() {
    let get = |name: &str, or: usize| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(or);
    let scope = Scope {
        processes: get("P", 2),
        wishes: get("W", 2) as u8,
        faults: get("F", 2) as u8,
        ..Scope::default()
    };
    let begun = std::time::Instant::now();
    let found = scope.try_all(get("T", 1), None);
    println!("{} {} depth {} in {:?}", found.states, found.unique, found.depth, begun.elapsed());
    for (name, way) in found.broken {
        println!("{name}");
        for action in way {
            println!("   {action:?}");
        }
    }
}
