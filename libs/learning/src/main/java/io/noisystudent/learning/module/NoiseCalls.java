package io.noisystudent.learning.module;

import io.noisystudent.learning.noise.Masks;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.noise.ResidualBranch;
import io.noisystudent.learning.noise.ResidualBranches;
import io.noisystudent.networks.features.ClassifierInput;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The calls that a graph's nodes are wrapped in so that they take noise; outside training they change nothing. */
final class NoiseCalls {
    private final NoiseRates rates;
    private final Optional<ClassifierInput> classifierInput;
    private final Map<String, ResidualBranch> branches = new HashMap<>();
    private final Map<String, Double> branchRates = new HashMap<>();

    NoiseCalls(Graph graph, String logits, NoiseRates rates) {
        this.rates = rates;
        classifierInput = rates.dropout() > 0 ? ClassifierInput.of(graph, logits) : Optional.empty();
        List<ResidualBranch> found = rates.stochasticDepth() > 0 ? ResidualBranches.of(graph) : List.of();
        for (ResidualBranch branch : found) {
            branches.put(branch.add(), branch);
            branchRates.put(branch.add(), ResidualBranch.rate(branches.size(), found.size(), rates.stochasticDepth()));
        }
    }

    /** Which input of this node is dropped out first, if any. */
    Optional<ClassifierInput> dropoutBefore(Node node) {
        return classifierInput.filter(place -> place.node().equals(node.name()));
    }

    Call dropout() {
        double rate = rates.dropout();
        return Call.of(in -> in.training() ? Masks.dropout(in.get(0), rate, in.random()) : in.get(0));
    }

    /** The addition that a branch ends in, with stochastic depth; any other call as it is. */
    Call branchInto(Node node, Call call) {
        ResidualBranch branch = branches.get(node.name());
        if (branch == null) {
            return call;
        }
        double rate = branchRates.getOrDefault(node.name(), 0.0);
        return in -> {
            if (!in.training()) {
                return call.apply(in);
            }
            Tensor shortcut = in.get(1 - branch.input());
            return List.of(Masks.addBranch(shortcut, in.get(branch.input()), rate, in.random()));
        };
    }
}
