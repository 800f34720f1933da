package io.noisystudent.learning.noise;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the residual branches of any graph.
 *
 * <p>Both inputs of an {@code Add} are followed back to their nearest common ancestor. A side with nothing on its way is
 * the identity shortcut; if both have something, the side with less weighted work is a projection shortcut, and a tie
 * is no residual block. The other side is the branch, provided that it has weights and that nothing outside uses a
 * value from its inside.
 */
public final class ResidualBranches {
    private static final Set<String> WEIGHTED = Set.of("Conv", "Gemm", "MatMul");
    private static final int WEIGHTED_WORK = 10;

    private final Graph graph;
    private final GraphIndex index;
    private final Set<String> graphOutputs;
    /** Per node, by position: itself and every node that it depends on. */
    private final List<BitSet> ancestors = new ArrayList<>();

    private ResidualBranches(Graph graph) {
        this.graph = graph;
        index = graph.index();
        graphOutputs = graph.outputs().stream().map(TensorSpec::name).collect(Collectors.toSet());
        for (Node node : graph.nodes()) {
            BitSet own = new BitSet();
            own.set(ancestors.size());
            node.inputs().forEach(input -> index.producer(input)
                    .ifPresent(producer -> own.or(ancestors.get(index.position(producer)))));
            ancestors.add(own);
        }
    }

    /** The branches in the order of their {@code Add} nodes. */
    public static List<ResidualBranch> of(Graph graph) {
        ResidualBranches finder = new ResidualBranches(graph);
        return graph.nodes().stream()
                .filter(node -> node.operator().equals("Add"))
                .flatMap(node -> finder.branchOf(node).stream())
                .toList();
    }

    private Optional<ResidualBranch> branchOf(Node add) {
        Optional<Node> left = index.producer(add.inputs().get(0));
        Optional<Node> right = index.producer(add.inputs().get(1));
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        BitSet common = ancestorsOf(left.get());
        common.and(ancestorsOf(right.get()));
        if (common.isEmpty()) {
            return Optional.empty();
        }
        BitSet before = ancestors.get(common.length() - 1);
        BitSet leftInside = ancestorsOf(left.get());
        leftInside.andNot(before);
        BitSet rightInside = ancestorsOf(right.get());
        rightInside.andNot(before);
        int leftWork = work(leftInside);
        int rightWork = work(rightInside);
        if (leftWork == rightWork || leftInside.intersects(rightInside)) {
            return Optional.empty();
        }
        int input = leftWork > rightWork ? 0 : 1;
        BitSet inside = input == 0 ? leftInside : rightInside;
        return isClosed(inside, add) && Math.max(leftWork, rightWork) >= WEIGHTED_WORK
                ? Optional.of(new ResidualBranch(
                        add.name(),
                        input,
                        inside.stream()
                                .mapToObj(i -> graph.nodes().get(i).name())
                                .toList()))
                : Optional.empty();
    }

    private BitSet ancestorsOf(Node node) {
        return (BitSet) ancestors.get(index.position(node)).clone();
    }

    private int work(BitSet nodes) {
        return nodes.stream()
                .map(i -> WEIGHTED.contains(graph.nodes().get(i).operator()) ? WEIGHTED_WORK : 1)
                .sum();
    }

    /** Whether the values from inside are used inside and by {@code add} only. */
    private boolean isClosed(BitSet inside, Node add) {
        return inside.stream()
                .mapToObj(i -> graph.nodes().get(i))
                .flatMap(node -> node.outputs().stream())
                .noneMatch(value -> graphOutputs.contains(value)
                        || index.consumers(value).stream()
                                .anyMatch(user -> !user.equals(add) && !inside.get(index.position(user))));
    }
}
