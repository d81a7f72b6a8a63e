//! The hash tree over a log (RFC 6962, section 2.1): one root for all entries, and short proofs that one of them is in it.

use minyi_rulebook::ids::Sha256;
use sha2::Digest;

/// Longest proof: a tree of 2^63 leaves has no more levels.
pub const LONGEST_PROOF: usize = 63;

/// The hash of one leaf.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::new_with_prefix([0]).chain_update(entry).finalize().into())
}

fn node_hash(left: &Sha256, right: &Sha256) -> Sha256 {
    Sha256(sha2::Sha256::new_with_prefix([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// Where a tree of `size` leaves, two at least, is cut: the largest power of two below it.
fn cut(size: usize) -> usize {
    1 << (size - 1).ilog2()
}

/// The root over leaf hashes, in order.
#[must_use]
pub fn root(leaves: &[Sha256]) -> Sha256 {
    match leaves {
        [] => Sha256(sha2::Sha256::digest([]).into()),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(cut(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// What proves that the leaf at `index` is under the root; `None` if there is no such leaf.
#[must_use]
pub fn inclusion_proof(leaves: &[Sha256], index: usize) -> Option<Vec<Sha256>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at(cut(leaves.len()));
    let (mut path, other) = if index < left.len() {
        (inclusion_proof(left, index)?, root(right))
    } else {
        (inclusion_proof(right, index - left.len())?, root(left))
    };
    path.push(other);
    Some(path)
}

/// Whether `proof` shows that `leaf` stands at `index` in the tree of `size` leaves under `root` (RFC 9162, 2.1.3.2).
#[must_use]
pub fn includes(root: &Sha256, size: u64, index: u64, leaf: Sha256, proof: &[Sha256]) -> bool {
    if index >= size || proof.len() > LONGEST_PROOF {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(step, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaves(count: usize) -> Vec<Sha256> {
        (0..count).map(|i| leaf_hash(&i.to_be_bytes())).collect()
    }

    #[test]
    fn roots_are_those_that_the_certificate_transparency_project_publishes() {
        // certificate-transparency-go, merkletree/merkle_tree_test.go: the eight leaves and their roots.
        let inputs =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves: Vec<Sha256> = inputs.iter().map(|hex| leaf_hash(&hex::decode(hex).unwrap())).collect();
        for (count, expected) in roots.iter().enumerate() {
            assert_eq!(root(&leaves[..=count]).to_string(), *expected, "{count}");
        }
        assert_eq!(root(&[]).to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    proptest! {
        #[test]
        fn every_leaf_has_a_proof_and_no_other_leaf_place_or_size_fits_it(count in 1_usize..70, pick: prop::sample::Index) {
            let leaves = leaves(count);
            let (at, root) = (pick.index(count), root(&leaves));
            let proof = inclusion_proof(&leaves, at).unwrap();
            let (size, index) = (count as u64, at as u64);
            prop_assert!(includes(&root, size, index, leaves[at], &proof));
            prop_assert!(!includes(&root, size, index, leaf_hash(b"other"), &proof));
            prop_assert!(!includes(&root, size, size, leaves[at], &proof));
            prop_assert!(!includes(&leaf_hash(b"root"), size, index, leaves[at], &proof));
            let longer = [proof.clone(), vec![leaf_hash(b"more")]].concat();
            prop_assert!(!includes(&root, size, index, leaves[at], &longer));
            if !proof.is_empty() {
                prop_assert!(!includes(&root, size, index, leaves[at], &proof[1..]));
            }
        }
    }
}
