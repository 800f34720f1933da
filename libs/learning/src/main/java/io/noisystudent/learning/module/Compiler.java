package io.noisystudent.learning.module;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.GraphIndex;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Turns a graph into a program, once: gives every value a slot, resolves what needs no call, overwrites values that
 * nobody else reads, and puts the noise where it belongs.
 */
final class Compiler {
    /** Without call: the output is the input. Dropout that was drawn into a graph is not the trainer's noise. */
    private static final Set<String> TRANSPARENT = Set.of("Identity", "Dropout");
    /**
     * Operators whose output their own gradient does not need, so that a Relu may overwrite it. That of a convolution may
     * be a view of its input, which libtorch would take for overwritten too.
     */
    private static final Set<String> OVERWRITABLE = Set.of("BatchNormalization", "Add", "Gemm", "MatMul");

    private final Graph graph;
    private final GraphIndex index;
    private final Map<String, Tensor> constants;
    private final String logits;
    private final ScalarType real;
    private final Compute compute;
    private final Set<String> kept;
    private final NoiseCalls noise;
    private final TrainedNodes nodes;

    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private int slotCount;

    Compiler(
            Graph graph,
            String logits,
            Map<String, Tensor> constants,
            ModuleOptions options,
            ScalarType real,
            Compute compute,
            TrainedNodes nodes) {
        this.graph = graph;
        this.index = graph.index();
        this.logits = logits;
        this.constants = constants;
        this.real = real;
        this.compute = compute;
        this.kept = options.kept();
        this.noise = new NoiseCalls(graph, logits, options.noise());
        this.nodes = nodes;
    }

    Program compile() {
        int input = newSlot(graph.inputs().get(0).name());
        Map<String, Integer> used = new LinkedHashMap<>();
        Set<Node> needed = needed();
        Stream.concat(
                        needed.stream().flatMap(node -> node.inputs().stream()),
                        Stream.concat(kept.stream(), Stream.of(logits)))
                .filter(constants::containsKey)
                .forEach(name -> used.computeIfAbsent(name, this::newSlot));
        graph.nodes().stream().filter(needed::contains).forEach(this::add);
        int output = slot(logits);
        Map<String, Integer> keptSlots = new LinkedHashMap<>();
        kept.forEach(name -> keptSlots.put(name, slotOfKept(name)));
        Set<Integer> held = new HashSet<>(used.values());
        held.add(input);
        held.add(output);
        held.addAll(keptSlots.values());
        return new Program(withReleases(held), used, input, output, keptSlots, slotCount);
    }

    private void add(Node node) {
        if (node.operator().equals("Constant") || isGateOfSwish(node)) {
            return;
        }
        if (TRANSPARENT.contains(node.operator())) {
            slots.put(node.output(), slot(node.inputs().get(0)));
            addMask(node);
        } else if (overwritesItsInput(node)) {
            String input = node.inputs().get(0);
            int slot = slot(input);
            slots.put(node.output(), slot);
            if (index.producer(input).filter(this::isRectified).isEmpty()) {
                steps.add(step(node, Compiler::relu, new int[] {slot}, slot));
            }
        } else if (isSwish(node)) {
            Node gate = gateOf(node);
            steps.add(step(
                    node,
                    Call.of(in -> torch.silu(in.get(0))),
                    new int[] {slot(gate.inputs().get(0))},
                    newSlot(node.output())));
        } else {
            addCall(node);
        }
    }

    private void addCall(Node node) {
        int[] inputs = node.inputs().stream()
                .mapToInt(name -> name.isEmpty() ? -1 : slot(name))
                .toArray();
        noise.dropoutBefore(node).ifPresent(place -> inputs[place.input()] = addDropout(node, inputs[place.input()]));
        OperatorContext context = new OperatorContext(node, graph.opset(), constants, real, compute);
        Call call = isRectified(node) ? Normalization.rectifiedBatch(context) : Operators.compile(context);
        int[] outputs = node.outputs().stream()
                .mapToInt(name -> name.isEmpty() ? -1 : newSlot(name))
                .toArray();
        steps.add(step(node, noise.branchInto(node, call), inputs, outputs));
    }

    /** That of a Dropout, which keeps everything. */
    private void addMask(Node node) {
        if (node.outputs().size() > 1 && !node.outputs().get(1).isEmpty()) {
            Call everything = Call.of(in -> compute.onesLike(in.get(0)).to(ScalarType.Bool));
            steps.add(step(
                    node,
                    everything,
                    new int[] {slot(node.output())},
                    newSlot(node.outputs().get(1))));
        }
    }

    private static List<org.bytedeco.pytorch.Tensor> relu(Operands in) {
        in.get(0).relu_();
        return List.of(in.get(0));
    }

    private int addDropout(Node classifier, int features) {
        int noisy = slotCount++;
        steps.add(step(classifier, noise.dropout(), new int[] {features}, noisy));
        return noisy;
    }

    private Step step(Node node, Call call, int[] inputs, int... outputs) {
        return new Step(call, inputs, outputs, new int[0], nodes.evaluates(node));
    }

    /** The nodes that the logits and the kept values depend on. */
    private Set<Node> needed() {
        Set<String> wanted = new HashSet<>(kept);
        wanted.add(logits);
        Set<Node> needed = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(wanted::contains)) {
                needed.add(node);
                wanted.addAll(node.inputs());
            }
        }
        return needed;
    }

    private boolean overwritesItsInput(Node node) {
        String input = node.inputs().get(0);
        return node.operator().equals("Relu")
                && index.consumers(input).size() == 1
                && !isGiven(input)
                && index.producer(input)
                        .filter(producer -> OVERWRITABLE.contains(producer.operator()))
                        .isPresent();
    }

    /** A batch normalization whose values go into a ReLU and nowhere else: both are one call. */
    private boolean isRectified(Node node) {
        return node.operator().equals("BatchNormalization")
                && index.consumers(node.output()).stream().anyMatch(this::overwritesItsInput);
    }

    /** {@code x * sigmoid(x)} is one call and keeps one value for the gradient instead of two. */
    private boolean isSwish(Node node) {
        return node.operator().equals("Mul")
                && node.inputs().stream()
                        .flatMap(input -> index.producer(input).stream())
                        .anyMatch(producer -> isGateOfSwish(producer)
                                && index.consumers(producer.output()).contains(node));
    }

    private Node gateOf(Node swish) {
        return swish.inputs().stream()
                .flatMap(input -> index.producer(input).stream())
                .filter(this::isGateOfSwish)
                .findFirst()
                .orElseThrow();
    }

    private boolean isGateOfSwish(Node node) {
        if (!node.operator().equals("Sigmoid") || isGiven(node.output())) {
            return false;
        }
        List<Node> users = index.consumers(node.output());
        return users.size() == 1
                && users.get(0).operator().equals("Mul")
                && users.get(0).inputs().contains(node.inputs().get(0));
    }

    /** Whether a forward pass gives this value, so that it must stay as it was computed. */
    private boolean isGiven(String value) {
        return value.equals(logits) || kept.contains(value);
    }

    private int slotOfKept(String value) {
        if (slots.containsKey(value)) {
            return slot(value);
        }
        List<String> known =
                graph.nodes().stream().flatMap(node -> node.outputs().stream()).toList();
        throw new NoisyStudentException(
                ErrorCode.SIGNATURE_MISMATCH,
                graph.name(),
                "graph " + graph.name() + " computes no value " + value + " but " + known);
    }

    private int newSlot(String value) {
        slots.put(value, slotCount);
        return slotCount++;
    }

    private int slot(String value) {
        Integer slot = slots.get(value);
        if (slot == null) {
            throw new IllegalStateException("value " + value + " of graph " + graph.name() + " has no slot");
        }
        return slot;
    }

    /** Every slot is let go by the last step that touches it. */
    private List<Step> withReleases(Set<Integer> held) {
        Step[] complete = steps.toArray(Step[]::new);
        for (int i = complete.length - 1; i >= 0; i--) {
            Step step = complete[i];
            int[] released = Arrays.stream(new int[][] {step.inputs(), step.outputs()})
                    .flatMapToInt(Arrays::stream)
                    .filter(slot -> slot >= 0 && held.add(slot))
                    .toArray();
            complete[i] = new Step(step.call(), step.inputs(), step.outputs(), released, step.evaluates());
        }
        return List.of(complete);
    }
}
