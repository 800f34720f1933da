package io.noisystudent.inference.foreign;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a network gives for each image when it sees no more of them at once than it was exported for. */
final class OriginalAnswers {
    private OriginalAnswers() {}

    /**
     * Values by name, their rows in the order of the images. A value that is not one row for each image is left out.
     *
     * @param batch how many the network takes at once; a part of all images
     */
    static Map<String, Tensor> of(Graph graph, Collection<String> values, Tensor images, int batch) {
        Map<String, List<Tensor>> parts = new HashMap<>();
        try (RuntimeValues runtime = new RuntimeValues(graph, values)) {
            for (int from = 0; from < images.dim(0); from += batch) {
                runtime.run(ForeignImages.rows(images, from, batch))
                        .forEach((name, value) -> parts.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(value));
            }
        }
        Map<String, Tensor> joined = new HashMap<>();
        parts.forEach((name, rows) -> {
            if (rows.get(0).rank() > 0 && rows.get(0).dim(0) == batch) {
                joined.put(name, joined(rows, batch));
            }
        });
        return joined;
    }

    private static Tensor joined(List<Tensor> parts, int batch) {
        int bytes = parts.stream().mapToInt(part -> part.data().remaining()).sum();
        ByteBuffer all = ByteBuffer.allocate(bytes);
        parts.forEach(part -> all.put(part.data()));
        long[] dims = parts.get(0).dims();
        dims[0] = (long) batch * parts.size();
        return Tensor.ofBytes(parts.get(0).type(), dims, all.flip());
    }
}
