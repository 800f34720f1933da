package io.noisystudent.launcher.network;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ShapeLimits;
import io.noisystudent.networks.validation.Shapes;

/**
 * How large a network is.
 *
 * @param parameters numbers that training changes
 * @param flops multiply-adds of its convolutions and matrix products for one image, as papers count them
 */
public record NetworkSize(String network, long parameters, long flops) {
    /**
     * Counts.
     *
     * @param image that it is shown
     */
    public static NetworkSize of(String network, Graph graph, ImageShape image) {
        Shapes shapes = Shapes.infer(graph, image, 1, ShapeLimits.NONE);
        return new NetworkSize(network, Networks.parameterCount(graph), shapes.multiplyAdds());
    }
}
