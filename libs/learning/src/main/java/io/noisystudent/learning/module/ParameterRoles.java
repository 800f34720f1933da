package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * What each initializer of a graph is for: a weight that decays, another trained weight, a running statistic, or a
 * constant that stays as it is.
 *
 * <p>The constants of preprocessing (mean, deviation) come before any weighted operator, which tells them from biases
 * and gains. Single numbers are constants: they belong to formulas, such as the 0.5 of an approximated activation.
 */
final class ParameterRoles {
    /** Operators with weights: positions of the inputs that decay, and of those that are trained without. */
    private static final Map<String, Positions> WEIGHTED = Map.of(
            "Conv", new Positions(Set.of(1), Set.of(2)),
            "Einsum", new Positions(Set.of(0, 1), Set.of()),
            "Gemm", new Positions(Set.of(0, 1), Set.of(2)),
            "MatMul", new Positions(Set.of(0, 1), Set.of()),
            "BatchNormalization", new Positions(Set.of(), Set.of(1, 2)),
            "GroupNormalization", new Positions(Set.of(), Set.of(1, 2)),
            "InstanceNormalization", new Positions(Set.of(), Set.of(1, 2)),
            "LayerNormalization", new Positions(Set.of(), Set.of(1, 2)),
            "PRelu", new Positions(Set.of(), Set.of(1)));

    /** Where gains, biases, embeddings of positions and class tokens meet the features. */
    private static final Set<String> JOINING = Set.of("Add", "Mul", "Concat");
    /** What an exporter that folds no constants leaves between a weight and the operator that it is for. */
    private static final Set<String> CARRYING =
            Set.of("Identity", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Expand", "Gather", "Slice");

    private static final List<Integer> STATISTICS_OF_BATCH_NORMALIZATION = List.of(3, 4);

    private final Set<String> decaying = new LinkedHashSet<>();
    private final Set<String> trained = new LinkedHashSet<>();
    private final Set<String> statistics = new LinkedHashSet<>();
    private final Set<String> learned = new HashSet<>();
    private final Map<String, String> carried = new HashMap<>();
    private final Map<String, Node> users = new HashMap<>();
    /** Values that are computed from constants alone, with the initializers that they are computed from. */
    private final Map<String, Set<String>> computed = new HashMap<>();

    private final Set<String> moving;

    private record Positions(Set<Integer> decaying, Set<Integer> other) {}

    private ParameterRoles(Set<String> moving) {
        this.moving = moving;
    }

    /** Those in a training that changes the weights of some nodes. */
    static ParameterRoles of(Graph graph, Predicate<Node> isTrained) {
        Set<String> moving = new HashSet<>();
        graph.nodes().stream().filter(isTrained).forEach(node -> moving.addAll(node.inputs()));
        ParameterRoles roles = new ParameterRoles(moving);
        for (Node node : graph.nodes()) {
            roles.add(node, graph.initializers());
        }
        roles.carried.forEach((value, initializer) -> {
            if (moving.contains(value)) {
                moving.add(initializer);
            }
        });
        roles.computed.forEach((value, sources) -> {
            if (moving.contains(value)) {
                moving.addAll(sources);
            }
        });
        roles.trained.removeAll(roles.decaying);
        return roles;
    }

    private void add(Node node, Map<String, Tensor> initializers) {
        Positions positions = WEIGHTED.get(node.operator());
        boolean behindWeights = node.inputs().stream().anyMatch(learned::contains);
        for (int i = 0; i < node.inputs().size(); i++) {
            String input = node.inputs().get(i);
            String source = carried.getOrDefault(input, input);
            Tensor initializer = initializers.get(source);
            if (initializer == null && positions != null && positions.decaying().contains(i)) {
                Set<String> sources = computed.getOrDefault(input, Set.of());
                addComputed(sources, initializers);
                sources.forEach(weight -> users.put(weight, node));
            }
            if (initializer == null || initializer.type() != ElementType.FLOAT) {
                continue;
            }
            if (!carries(node)) {
                users.putIfAbsent(source, node);
            }
            if (positions != null && positions.decaying().contains(i)) {
                decaying.add(source);
            } else if (positions != null && positions.other().contains(i)) {
                trained.add(source);
            } else if (node.operator().equals("BatchNormalization") && STATISTICS_OF_BATCH_NORMALIZATION.contains(i)) {
                statistics.add(source);
            } else if (JOINING.contains(node.operator()) && behindWeights && initializer.size() > 1) {
                trained.add(source);
            } else if (carries(node) && i == 0) {
                carried.put(node.output(), source);
            }
        }
        sources(node, initializers)
                .ifPresent(sources -> node.outputs().forEach(output -> computed.put(output, sources)));
        if (positions != null || behindWeights) {
            learned.addAll(node.outputs());
        }
    }

    /** Of a weight that is standardized or scaled before it is used: the largest decays, gains do not. */
    private void addComputed(Set<String> sources, Map<String, Tensor> initializers) {
        sources.stream()
                .max(Comparator.comparingInt(
                        name -> requireNonNull(initializers.get(name)).size()))
                .ifPresent(largest -> {
                    trained.addAll(sources);
                    decaying.add(largest);
                });
    }

    /** Empty if a node needs more than constants. */
    private Optional<Set<String>> sources(Node node, Map<String, Tensor> initializers) {
        Set<String> sources = new LinkedHashSet<>();
        for (String input : node.inputs()) {
            Tensor initializer = initializers.get(input);
            if (initializer != null) {
                if (initializer.type() == ElementType.FLOAT && initializer.size() > 1) {
                    sources.add(input);
                }
            } else if (computed.containsKey(input)) {
                sources.addAll(requireNonNull(computed.get(input)));
            } else if (!input.isEmpty()) {
                return Optional.empty();
            }
        }
        // Only the sizes of a weight.
        return Optional.of(node.operator().equals("Shape") ? Set.of() : sources);
    }

    /** Exporters write the standardization of a weight as a batch normalization in training form. */
    private static boolean carries(Node node) {
        return CARRYING.contains(node.operator())
                || (node.operator().equals("BatchNormalization") && node.intAttribute("training_mode", 0) != 0);
    }

    /** Whether an operator has weights. */
    static boolean hasWeights(Node node) {
        return WEIGHTED.containsKey(node.operator());
    }

    /** The first node that computes with a weight, rather than moving it. */
    Optional<Node> user(String initializer) {
        return Optional.ofNullable(users.get(initializer));
    }

    /** Whether steps change this weight. */
    boolean moves(String initializer) {
        return isTrained(initializer) && moving.contains(initializer);
    }

    boolean isTrained(String initializer) {
        return decays(initializer) || trained.contains(initializer);
    }

    boolean decays(String initializer) {
        return decaying.contains(initializer);
    }

    boolean isStatistic(String initializer) {
        return statistics.contains(initializer);
    }
}
