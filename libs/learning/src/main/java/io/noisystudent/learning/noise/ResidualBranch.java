package io.noisystudent.learning.noise;

import java.util.List;

/**
 * A part of a graph that can be left out: its output is only ever added to a shortcut.
 *
 * @param add name of the node that adds the branch to the shortcut
 * @param input position of the branch among that node's inputs, 0 or 1
 * @param nodes names of the nodes that work for this branch alone, in the graph's order
 */
public record ResidualBranch(String add, int input, List<String> nodes) {
    public ResidualBranch {
        nodes = List.copyOf(nodes);
    }

    /** The drop rate of branch {@code l} of {@code count}, counted from 1: {@code l / count * last}. */
    public static double rate(int l, int count, double last) {
        return last * l / count;
    }
}
