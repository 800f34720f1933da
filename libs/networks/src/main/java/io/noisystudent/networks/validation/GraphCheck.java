package io.noisystudent.networks.validation;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;

/** Checks that every node is of an allowed operator, has inputs and outputs as ONNX requires, and does not train itself. */
public final class GraphCheck {
    private GraphCheck() {}

    /**
     * @throws NoisyStudentException {@code OPERATOR_NOT_ALLOWED} or {@code BAD_GRAPH}, with the name of the first node
     *     that is wrong
     */
    public static void check(Graph graph) {
        for (Node node : graph.nodes()) {
            check(node, graph);
        }
    }

    private static void check(Node node, Graph graph) {
        OnnxOperator operator = OnnxOperator.find(node.operator())
                .orElseThrow(() -> refuse(
                        ErrorCode.OPERATOR_NOT_ALLOWED, node, "is not an operator that this system runs and trains"));
        int inputs = node.inputs().size();
        if (inputs < operator.minInputs() || inputs > operator.maxInputs()) {
            throw refuse(
                    ErrorCode.BAD_GRAPH,
                    node,
                    "has " + inputs + " inputs; it takes " + operator.minInputs() + " to " + operator.maxInputs());
        }
        for (int i = 0; i < operator.minInputs(); i++) {
            if (node.input(i).isEmpty()) {
                throw refuse(ErrorCode.BAD_GRAPH, node, "lacks input " + i);
            }
        }
        if (node.outputs().size() > operator.maxOutputs()) {
            throw refuse(
                    ErrorCode.BAD_GRAPH,
                    node,
                    "has " + node.outputs().size() + " outputs; at most " + operator.maxOutputs());
        }
        boolean trainsStatistics =
                operator == OnnxOperator.BATCH_NORMALIZATION && node.intAttribute("training_mode", 0) != 0;
        boolean drops = operator == OnnxOperator.DROPOUT && node.input(2).isPresent() && mayDrop(node, graph);
        if (trainsStatistics || drops) {
            throw refuse(
                    ErrorCode.OPERATOR_NOT_ALLOWED, node, "is in training mode; export the model in inference mode");
        }
    }

    /** Whether a Dropout's third input may be true. */
    private static boolean mayDrop(Node node, Graph graph) {
        Tensor trainingMode = graph.initializers().get(node.inputs().get(2));
        return trainingMode == null
                || trainingMode.size() != 1
                || trainingMode.data().get(0) != 0;
    }

    private static NoisyStudentException refuse(ErrorCode code, Node node, String what) {
        return new NoisyStudentException(
                code, node.name(), "node " + node.name() + " (" + node.operator() + ") " + what);
    }
}
