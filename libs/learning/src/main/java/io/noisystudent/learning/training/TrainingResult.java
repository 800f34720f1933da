package io.noisystudent.learning.training;

import io.noisystudent.networks.graph.Graph;
import java.util.List;

/**
 * The trained networks.
 *
 * @param graphs the initial graphs with the averaged weights and running statistics, or the best ones under early
 *     stopping; metadata as it was
 */
public record TrainingResult(List<Graph> graphs, List<TrainingStatistics> each) {
    public TrainingResult {
        graphs = List.copyOf(graphs);
        each = List.copyOf(each);
    }

    /** The first network, which is the only one unless several were trained along with one another. */
    public Graph graph() {
        return graphs.get(0);
    }

    /** What is known of the first network. */
    public TrainingStatistics statistics() {
        return each.get(0);
    }
}
