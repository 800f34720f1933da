package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.CloseOnFailure;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.RandomStream;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * An ONNX graph that can be trained: the same nodes as the file, executed on libtorch with gradients.
 *
 * <p>The graph is walked once. Evaluation agrees with ONNX Runtime; training uses the batch's statistics, moves the
 * running ones, and takes noise. Not for use by several threads at once. Close it: the weights are native memory.
 */
public final class GraphModule implements AutoCloseable {
    private final Graph graph;
    private final Program program;
    private final @Nullable Tensor[] constants;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, Tensor> state = new LinkedHashMap<>();
    private final RandomStream random;

    private GraphModule(Graph graph, Compute compute, ModuleOptions options, ScalarType real) {
        this.graph = graph;
        Map<String, io.noisystudent.networks.graph.Tensor> values = new HashMap<>(graph.initializers());
        graph.nodes().stream()
                .filter(node -> node.operator().equals("Constant"))
                .forEach(node -> values.put(node.output(), ConstantNode.value(node)));
        String logits = requireLogits(graph);
        TrainedNodes nodes = new TrainedNodes(graph, options);
        ParameterRoles roles = ParameterRoles.of(graph, nodes::moves);
        program = new Compiler(graph, logits, values, options, real, compute, nodes).compile();
        constants = new @Nullable Tensor[program.slots()];
        try (CloseOnFailure made = new CloseOnFailure()) {
            random = made.add(compute.randomStream(0), RandomStream::close);
            NativeScope.run(() -> program.constants().forEach((name, slot) -> {
                Tensor value = Elements.toTorch(requireNonNull(values.get(name)), real, compute);
                constants[slot] = made.add(NativeScope.keep(value), Tensor::close);
                add(name, value, roles, nodes);
            }));
            requireParameters(options.trained());
            made.finish();
        }
    }

    private void add(String name, Tensor value, ParameterRoles roles, TrainedNodes nodes) {
        if (roles.moves(name)) {
            value.set_requires_grad(true);
            double rateFactor = roles.user(name).map(nodes::rateFactor).orElse(1.0);
            parameters.add(new Parameter(name, value, roles.decays(name), rateFactor));
        }
        if (roles.isTrained(name) || roles.isStatistic(name)) {
            state.put(name, value);
        }
    }

    private void requireParameters(Trained trained) {
        if (trained instanceof Trained.Behind place && parameters.isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "freeze",
                    "freeze: " + place.value() + " of network " + graph.name() + " depends on all of its weights, so"
                            + " that nothing would be trained; give a value before the classifier");
        }
    }

    /** Compiles a graph that will see no noise. An operator without gradient is {@code UNSUPPORTED_OPERATOR}. */
    public static GraphModule of(Graph graph, Compute compute) {
        return of(graph, compute, ModuleOptions.PLAIN);
    }

    /** Compiles a graph; a value to keep that it does not have is {@code SIGNATURE_MISMATCH}. */
    public static GraphModule of(Graph graph, Compute compute, ModuleOptions options) {
        return of(graph, compute, options, ScalarType.Float);
    }

    /** With FLOAT read as another type: in float64 gradients can be compared to the last digits of float32. */
    public static GraphModule of(Graph graph, Compute compute, ModuleOptions options, ScalarType real) {
        return new GraphModule(SharedInitializers.separate(graph), compute, options, real);
    }

    /**
     * Runs the network on a batch.
     *
     * @param images uint8 (N, H, W, C), as the graph's input says
     * @return the logits and the values that are kept, which end with the caller's scope
     */
    public Activations forward(Tensor images, Mode mode) {
        @Nullable Tensor[] values = constants.clone();
        values[program.input()] = images;
        for (Step step : program.steps()) {
            step.run(values, mode, random);
        }
        Map<String, Tensor> kept = new LinkedHashMap<>();
        program.kept().forEach((name, slot) -> kept.put(name, requireNonNull(values[slot], name)));
        return new Activations(requireNonNull(values[program.output()], "logits"), kept);
    }

    /** Starts the noise again: the same seed and the same batches give the same masks. */
    public void reseed(long seed) {
        random.reseed(seed);
    }

    /** The trained weights. */
    public List<Parameter> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    /** The trained weights and the running statistics by the names of their initializers: what training changes. */
    public Map<String, Tensor> state() {
        return Collections.unmodifiableMap(state);
    }

    /** The graph with these values in place of its initializers; everything else, metadata too, stays as it is. */
    public Graph export(Map<String, Tensor> values) {
        Map<String, io.noisystudent.networks.graph.Tensor> replacements = new LinkedHashMap<>();
        values.forEach((name, value) -> replacements.put(name, Elements.toGraph(value)));
        return graph.withInitializers(replacements);
    }

    private static String requireLogits(Graph graph) {
        List<String> outputs = graph.outputs().stream().map(TensorSpec::name).toList();
        if (!outputs.contains(Signature.LOGITS)) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    graph.name(),
                    "graph " + graph.name() + " has the outputs " + outputs + " but no " + Signature.LOGITS
                            + ", which training needs; import it with the served signature");
        }
        return Signature.LOGITS;
    }

    @Override
    public void close() {
        for (Tensor constant : constants) {
            if (constant != null) {
                constant.close();
            }
        }
        random.close();
    }
}
