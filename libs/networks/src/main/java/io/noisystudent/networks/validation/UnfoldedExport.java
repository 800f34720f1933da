package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import java.util.Locale;

/**
 * How the exporter that wrote a file is made to leave batch normalization as it is.
 *
 * <p>PyTorch's two exporters sign alike; the default one names its nodes {@code node_...}, the older one after modules.
 */
final class UnfoldedExport {
    private static final String OLDER =
            "torch.onnx.export(..., dynamo=False, training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=True)";
    private static final String DEFAULT = "torch.onnx.export(..., optimize=False)";

    private UnfoldedExport() {}

    /** @param convolution one that was folded */
    static String advice(Graph graph, Node convolution) {
        String exporter = graph.metadata().getOrDefault(ModelMetadata.EXPORTER, "");
        String name = exporter.toLowerCase(Locale.ROOT);
        if (name.startsWith("pytorch")) {
            String call = convolution.name().startsWith("node_") ? DEFAULT : OLDER;
            return exporter + " wrote the file: export it with " + call;
        }
        if (name.startsWith("tf2onnx")) {
            return exporter
                    + " wrote the file, and no option of it or of TensorFlow keeps the normalization: train it with the"
                    + " lower rate, or take the network from PyTorch";
        }
        return "export it unfolded, in PyTorch with " + DEFAULT + ", or with the older exporter " + OLDER;
    }
}
