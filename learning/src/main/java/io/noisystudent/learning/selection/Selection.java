package io.noisystudent.learning.selection;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The chosen samples, in ascending order of their index, and how often each of them enters the training.
 *
 * @param indices positions in the arrays that were selected from
 * @param copies as long as {@code indices}, each at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // millions of samples: a list would box every one; nobody compares selections
public record Selection(int[] indices, int[] copies, SelectionReport report) {

    /** Every index as often as it has copies: one entry per row of the training set. */
    public int[] rows() {
        return IntStream.range(0, indices.length)
                .flatMap(i -> IntStream.generate(() -> indices[i]).limit(copies[i]))
                .toArray();
    }

    @Override
    public String toString() {
        return "Selection[" + indices.length + " samples, "
                + Arrays.stream(copies).sum() + " rows]";
    }
}
