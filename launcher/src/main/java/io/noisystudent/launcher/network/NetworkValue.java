package io.noisystudent.launcher.network;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.features.DefaultValues;
import io.noisystudent.networks.features.FeatureValues;
import io.noisystudent.networks.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value within a network that a term of a loss can compare.
 *
 * @param name under which a recipe names it
 * @param shape of one image's
 * @param defaultOf terms that compare it where the recipe names none
 */
public record NetworkValue(String name, List<Long> shape, List<String> defaultOf) {
    /** All of a network, in the order in which they are computed. */
    public static List<NetworkValue> of(Graph graph, ImageShape image) {
        FeatureValues values = new FeatureValues(graph, image);
        return values.names().stream()
                .map(name -> new NetworkValue(name, shape(values, name), terms(values, name)))
                .toList();
    }

    private static List<Long> shape(FeatureValues values, String name) {
        return Arrays.stream(values.shape(name, "networks")).skip(1).boxed().toList();
    }

    private static List<String> terms(FeatureValues values, String name) {
        List<String> terms = new ArrayList<>();
        for (DefaultValues defaults : DefaultValues.values()) {
            if (defaults.in(values, values.stages().size()).contains(name)) {
                terms.addAll(defaults.terms());
            }
        }
        return terms;
    }
}
