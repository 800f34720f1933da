package io.noisystudent.networks.combine;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The nodes of a network in a newer operator set, where they mean the same.
 *
 * <p>From set {@value #OLDEST} to 26, operators that are served got more types, more attributes with a default, and more
 * optional inputs, with few exceptions, which are here (ONNX, {@code docs/Changelog.md}): reductions and {@code Split} of 18
 * are rewritten, the others refused. Sets before {@value #OLDEST} differ from it in too much.
 */
final class OperatorSets {
    static final int OLDEST = 13;

    private static final int AXES_ARE_INPUTS = 18;
    private static final Set<String> REDUCTIONS = Set.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSumSquare");

    /** The set from which on a node of before means something else. */
    private static final Map<String, Integer> CHANGED = Map.of(
            "RoiAlign", 16,
            "DFT", 20,
            "GridSample", 20,
            "GroupNormalization", 21,
            "Attention", 24);

    private final EnsembleMember member;
    private final int target;

    OperatorSets(EnsembleMember member, int target) {
        this.member = member;
        this.target = target;
    }

    /** @throws NoisyStudentException {@code UNSUPPORTED_OPERATOR} if one of them cannot be taken over */
    List<Node> nodes() {
        Graph graph = member.graph();
        if (graph.opset() == target) {
            return graph.nodes();
        }
        if (graph.opset() < OLDEST) {
            throw refuse("member", "its operator set is older than " + OLDEST);
        }
        return graph.nodes().stream().flatMap(this::raised).toList();
    }

    private Stream<Node> raised(Node node) {
        Integer changed = CHANGED.get(node.operator());
        if (changed != null && isCrossed(changed)) {
            throw refuse(
                    node.name(),
                    "its node " + node.name() + " (" + node.operator() + ") means something else from"
                            + " operator set " + changed + " on");
        }
        if (!isCrossed(AXES_ARE_INPUTS)) {
            return Stream.of(node);
        }
        if (node.operator().equals("Split") && node.input(1).isEmpty()) {
            Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
            attributes.put("num_outputs", Attribute.of(node.outputs().size()));
            return Stream.of(new Node(node.name(), node.operator(), node.inputs(), node.outputs(), attributes));
        }
        boolean reducesAxes =
                REDUCTIONS.contains(node.operator()) && node.attributes().containsKey("axes");
        return reducesAxes ? withAxesAsInput(node) : Stream.of(node);
    }

    private boolean isCrossed(int set) {
        return member.graph().opset() < set && set <= target;
    }

    private static Stream<Node> withAxesAsInput(Node node) {
        String axes = node.output() + ".axes.of.reduction";
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.remove("axes");
        Node constant = new Node(
                axes,
                "Constant",
                List.of(),
                List.of(axes),
                Map.of("value", Attribute.of(Tensor.vector(node.intsAttribute("axes")))));
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.add(axes);
        return Stream.of(constant, new Node(node.name(), node.operator(), inputs, node.outputs(), attributes));
    }

    private NoisyStudentException refuse(String subject, String why) {
        return new NoisyStudentException(
                ErrorCode.UNSUPPORTED_OPERATOR,
                subject,
                "member " + member.name() + " of operator set " + member.graph().opset()
                        + " cannot stand beside one of set " + target + ": " + why
                        + "; export it with set " + target + ", or name other versions");
    }
}
