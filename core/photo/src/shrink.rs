//! Area averaging, a row at a time: each result pixel is the mean of exactly the area it covers, weighted at the edges.
//!
//! Rows go in as the decoder makes them, so memory is a few rows and the result, whatever the size of the photo. Flips
//! are part of the sampling grid: a mirrored photo is sampled where its mirrored pixels lie, chroma included.

use std::collections::VecDeque;

/// Fixed point: the weights of one result pixel sum to this.
const ONE: u64 = 1 << 15;
/// In spans up to this long all samples but the outer two have the same weight, so that rows can be added up plainly and
/// weighed once: most of the work on a large photo. What is rounded off inside goes to the last sample, at most one unit each.
const EVEN_MOST: usize = 64;

/// Which source samples one result sample covers, and how much of each.
#[derive(Debug)]
struct Span {
    first: usize,
    weights: Vec<u16>,
}

/// One direction of a resampling.
#[derive(Debug)]
pub(crate) struct Axis {
    spans: Vec<Span>,
}

/// How samples lie in one direction. Lengths in pixels of the whole picture; a sample may cover several (chroma).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    /// Pixels of the source.
    pub(crate) source: u32,
    /// Source samples of this plane: `share_of` pixels hold `share` of them.
    pub(crate) share: u32,
    /// See `share`.
    pub(crate) share_of: u32,
    /// Pixels of the result, at most `source`.
    pub(crate) result: u32,
    /// Result pixels to a result sample: 2 for halved chroma.
    pub(crate) step: u32,
    /// The result runs backwards.
    pub(crate) flip: bool,
}

impl Axis {
    pub(crate) fn new(grid: Grid) -> Self {
        let Grid { source, share, share_of, result, step, flip } = grid;
        let wide = u64::from;
        // In units in which both a source sample and a result pixel are whole: no rounding, at any size.
        let sample = wide(share_of) * wide(result);
        let pixel = wide(source) * wide(share);
        let samples = (wide(source) * wide(share)).div_ceil(wide(share_of));
        let span = |index: u32| {
            let (low, high) = (index * step, result.min((index + 1) * step));
            let (low, high) = if flip { (result - high, result - low) } else { (low, high) };
            let (from, to) = (wide(low) * pixel, wide(high) * pixel);
            let first = from / sample;
            let last = to.div_ceil(sample).min(samples);
            // Cumulative rounding makes the weights sum to ONE exactly.
            let reach = |edge: u64| ((edge.clamp(from, to) - from) * ONE + (to - from) / 2) / (to - from);
            let weight = |s: u64| u16::try_from(reach((s + 1) * sample) - reach(s * sample)).unwrap_or(u16::MAX);
            let mut weights: Vec<u16> = (first..last.max(first + 1)).map(weight).collect();
            if let [start, inner @ .., end] = weights.as_mut_slice()
                && (2..=EVEN_MOST - 2).contains(&inner.len())
            {
                let even = sample * ONE / (to - from);
                inner.fill(u16::try_from(even).unwrap_or(u16::MAX));
                // Never below zero: what is rounded down inside is left over here.
                let rest = ONE - u64::from(*start) - even * inner.len() as u64;
                *end = u16::try_from(rest).unwrap_or(u16::MAX);
            }
            Span { first: to_usize(first), weights }
        };
        Self { spans: (0..result.div_ceil(step)).map(span).collect() }
    }

    fn len(&self) -> usize {
        self.spans.len()
    }
}

fn to_usize(value: u64) -> usize {
    usize::try_from(value).expect("an index into a picture that fits in memory")
}

/// Shrinks one plane; rows of source samples go in from top to bottom.
#[derive(Debug)]
pub(crate) struct PlaneShrinker {
    columns: Axis,
    rows: Axis,
    /// Result rows in the order in which they are complete.
    order: Vec<usize>,
    opened: usize,
    pushed: usize,
    open: VecDeque<Open>,
    spare: Vec<Open>,
    result: Vec<u8>,
}

/// A result row that source rows are still added to.
#[derive(Debug, Default)]
struct Open {
    row: usize,
    /// Weighted.
    sums: Vec<u32>,
    /// Of rows that share one weight, not weighted yet.
    plain: Vec<u16>,
    has_plain: bool,
}

impl Open {
    fn add(&mut self, samples: &[u8], span: &Span, index: usize) {
        let inner = span.weights.len().saturating_sub(2);
        if (2..=EVEN_MOST - 2).contains(&inner) && (1..=inner).contains(&index) {
            for (sum, sample) in self.plain.iter_mut().zip(samples) {
                *sum += u16::from(*sample);
            }
            self.has_plain = true;
        } else {
            add_weighted(&mut self.sums, samples, span.weights[index]);
        }
    }

    /// The weighted sums, complete.
    fn total(&mut self, span: &Span) -> &[u32] {
        if self.has_plain {
            let weight = u32::from(span.weights[1]);
            self.sums.iter_mut().zip(&self.plain).for_each(|(sum, plain)| *sum += weight * u32::from(*plain));
        }
        &self.sums
    }
}

impl PlaneShrinker {
    pub(crate) fn new(columns: Grid, rows: Grid) -> Self {
        let flip = rows.flip;
        let (columns, rows) = (Axis::new(columns), Axis::new(rows));
        let order = if flip { (0..rows.len()).rev().collect() } else { (0..rows.len()).collect() };
        let result = vec![0; columns.len() * rows.len()];
        Self { columns, rows, order, opened: 0, pushed: 0, open: VecDeque::new(), spare: Vec::new(), result }
    }

    /// Takes the next row of samples.
    pub(crate) fn push(&mut self, samples: &[u8]) {
        while let Some(&row) = self.order.get(self.opened).filter(|row| self.rows.spans[**row].first <= self.pushed) {
            let mut open = Open { row, has_plain: false, ..self.spare.pop().unwrap_or_default() };
            open.sums.clear();
            open.sums.resize(samples.len(), 0);
            open.plain.clear();
            open.plain.resize(samples.len(), 0);
            self.open.push_back(open);
            self.opened += 1;
        }
        for open in &mut self.open {
            let span = &self.rows.spans[open.row];
            open.add(samples, span, self.pushed - span.first);
        }
        self.pushed += 1;
        while let Some(mut open) = self.open.pop_front() {
            let span = &self.rows.spans[open.row];
            if self.pushed < span.first + span.weights.len() {
                self.open.push_front(open);
                break;
            }
            let width = self.columns.len();
            let result = &mut self.result[open.row * width..][..width];
            average_columns(&self.columns, open.total(span), result);
            self.spare.push(open);
        }
    }

    /// The shrunk plane, row after row, or `None` while rows are missing.
    pub(crate) fn finish(self) -> Option<Vec<u8>> {
        (self.opened == self.order.len() && self.open.is_empty()).then_some(self.result)
    }
}

fn add_weighted(sums: &mut [u32], samples: &[u8], weight: u16) {
    for (sum, sample) in sums.iter_mut().zip(samples) {
        *sum += u32::from(weight) * u32::from(*sample);
    }
}

fn average_columns(columns: &Axis, sums: &[u32], result: &mut [u8]) {
    // Sums are below 2^8 * ONE; eight bits behind the point are kept, so that the products below fit in 32 bits.
    for (pixel, span) in result.iter_mut().zip(&columns.spans) {
        let covered = &sums[span.first..][..span.weights.len()];
        let total: u32 = covered.iter().zip(&span.weights).map(|(sum, weight)| (sum >> 7) * u32::from(*weight)).sum();
        *pixel = ((total + (1 << 22)) >> 23).to_le_bytes()[0];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grid(source: u32, result: u32) -> Grid {
        Grid { source, share: 1, share_of: 1, result, step: 1, flip: false }
    }

    fn shrink(columns: Grid, rows: Grid, samples: &[u8], width: usize) -> Vec<u8> {
        let mut shrinker = PlaneShrinker::new(columns, rows);
        samples.chunks(width).for_each(|row| shrinker.push(row));
        shrinker.finish().unwrap()
    }

    #[test]
    fn each_result_pixel_is_the_mean_of_the_area_it_covers() {
        // 3 into 2: each result pixel covers one and a half source pixels.
        assert_eq!(shrink(grid(3, 2), grid(1, 1), &[0, 90, 240], 3), [30, 190]);
        assert_eq!(shrink(grid(1, 1), grid(3, 2), &[0, 90, 240], 1), [30, 190]);
        assert_eq!(shrink(grid(4, 2), grid(2, 1), &[0, 10, 100, 200, 20, 30, 100, 200], 4), [15, 150]);
    }

    #[test]
    fn nothing_changes_when_nothing_shrinks() {
        let samples: Vec<u8> = (0..=255).collect();
        assert_eq!(shrink(grid(16, 16), grid(16, 16), &samples, 16), samples);
    }

    #[test]
    fn a_flip_runs_backwards_also_over_halved_chroma_of_odd_pictures() {
        let flipped = Grid { flip: true, ..grid(3, 3) };
        assert_eq!(shrink(flipped, grid(1, 1), &[1, 2, 3], 3), [3, 2, 1]);
        assert_eq!(shrink(grid(1, 1), flipped, &[1, 2, 3], 1), [3, 2, 1]);
        // Full chroma of 3 pixels, halved: the first result sample holds pixels 3 and 2, the second pixel 1.
        assert_eq!(shrink(Grid { step: 2, ..flipped }, grid(1, 1), &[10, 20, 40], 3), [30, 10]);
        // Halved chroma of 3 pixels covers pixels (1, 2) and (3): mirrored it covers (3, 2) and (1).
        let halved = Grid { share_of: 2, step: 2, ..flipped };
        assert_eq!(shrink(halved, grid(1, 1), &[10, 40], 2), [25, 10]);
    }

    #[test]
    fn a_missing_row_is_noticed() {
        let mut shrinker = PlaneShrinker::new(grid(4, 2), grid(4, 2));
        (0..3).for_each(|_| shrinker.push(&[0; 4]));
        assert_eq!(shrinker.finish(), None);
    }

    proptest! {
        #[test]
        fn weights_always_sum_to_one_and_stay_inside(
            source in 1_u32..30_000, part in 0.0_f64..1.0, share_of in 1_u32..=4, step in 1_u32..=2, flip: bool,
        ) {
            let result = ((f64::from(source) * part) as u32).clamp(1, source);
            let axis = Axis::new(Grid { source, share: 1, share_of, result, step, flip });
            let samples = source.div_ceil(share_of) as usize;
            for span in &axis.spans {
                prop_assert_eq!(span.weights.iter().map(|w| u64::from(*w)).sum::<u64>(), ONE);
                prop_assert!(span.first + span.weights.len() <= samples);
            }
        }

        #[test]
        fn a_plain_surface_stays_what_it_is(
            value: u8, width in 1_u32..60, height in 1_u32..60, flip: bool, to in 1_u32..60,
        ) {
            let columns = Grid { flip, ..grid(width, to.min(width)) };
            let rows = Grid { flip, ..grid(height, to.min(height)) };
            let samples = vec![value; (width * height) as usize];
            prop_assert!(shrink(columns, rows, &samples, width as usize).iter().all(|v| *v == value));
        }
    }
}
