package io.noisystudent.inference.foreign;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.util.Objects.requireNonNull;

/** Any values of a graph, as ONNX Runtime computes them on the CPU, node by node as the file has them. */
final class RuntimeValues implements AutoCloseable {
    /** How ONNX Runtime names a node: when it opens a graph, and when it runs one. */
    private static final Pattern NODE = Pattern.compile("Name:'([^']+)'|[Nn]ode ?\\(([^)]+)\\)");

    private static final int MAX_TEXT = 400;

    private final OrtEnvironment environment =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "noisy-student");

    private final Graph graph;
    private final OrtSession session;

    /** @throws NoisyStudentException {@code BAD_GRAPH} with the node, if ONNX Runtime does not open the graph */
    RuntimeValues(Graph graph, Collection<String> values) {
        this.graph = graph;
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizationLevel(OptLevel.NO_OPT);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            session = environment.createSession(OnnxWriter.write(graph, values), options);
        } catch (OrtException e) {
            throw refusal(e);
        }
    }

    static Map<String, Tensor> of(Graph graph, Collection<String> values, Tensor input) {
        try (RuntimeValues opened = new RuntimeValues(graph, values)) {
            return opened.run(input);
        }
    }

    /** One value, which is of a type that graphs hold. */
    static Tensor of(Graph graph, String value, Tensor input) {
        return requireNonNull(of(graph, List.of(value), input).get(value), () -> "ONNX Runtime gives no " + value);
    }

    /**
     * Values by their names; those of types that graphs do not hold are left out.
     *
     * @param input of floats
     * @throws NoisyStudentException {@code BAD_GRAPH} with the node that failed
     */
    Map<String, Tensor> run(Tensor input) {
        ByteBuffer numbers = ByteBuffer.allocateDirect(input.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        numbers.put(input.data()).flip();
        Map<String, Tensor> values = new HashMap<>();
        try (OnnxTensor floats = OnnxTensor.createTensor(environment, numbers.asFloatBuffer(), input.dims());
                OrtSession.Result result =
                        session.run(Map.of(graph.inputs().get(0).name(), floats))) {
            result.forEach(entry ->
                    tensor((OnnxTensor) entry.getValue()).ifPresent(value -> values.put(entry.getKey(), value)));
            return values;
        } catch (OrtException e) {
            throw refusal(e);
        }
    }

    private static Optional<Tensor> tensor(OnnxTensor value) {
        return Stream.of(ElementType.values())
                .filter(type -> type.name().equals(value.getInfo().type.name()))
                .findFirst()
                .map(type -> Tensor.ofBytes(type, value.getInfo().getShape(), bytes(value)));
    }

    private static ByteBuffer bytes(OnnxTensor value) {
        return value.getInfo().getNumElements() == 0 ? ByteBuffer.allocate(0) : value.getByteBuffer();
    }

    private NoisyStudentException refusal(OrtException e) {
        String message = String.valueOf(e.getMessage());
        Matcher named = NODE.matcher(message);
        String node = named.find() ? Optional.ofNullable(named.group(1)).orElse(named.group(2)) : graph.name();
        String text = message.length() > MAX_TEXT ? message.substring(0, MAX_TEXT) + "..." : message;
        return new NoisyStudentException(
                ErrorCode.BAD_GRAPH,
                node,
                "ONNX Runtime does not run the network: " + text
                        + "; see that Python's onnxruntime runs the file, and export it again",
                e);
    }

    /** The names of all that a graph computes. */
    static List<String> computed(Graph graph) {
        return graph.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .filter(output -> !output.isEmpty())
                .toList();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not close a session", e);
        }
    }
}
