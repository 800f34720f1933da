package io.noisystudent.networks.validation;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shapes that ONNX Runtime gives to all values of a graph when it runs it. */
final class RuntimeShapes {
    private RuntimeShapes() {}

    static Map<String, long[]> of(Graph graph, Shapes expected, ImageShape image, int batch) throws OrtException {
        List<TensorSpec> outputs = new ArrayList<>();
        for (Node node : graph.nodes()) {
            for (String value : node.outputs()) {
                List<Dimension> open = Collections.nCopies(expected.of(value).length, Dimension.of(""));
                outputs.add(new TensorSpec(value, type(value), open));
            }
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        ByteBuffer pixels = ByteBuffer.allocateDirect(batch * image.bytes());
        long[] shape = {batch, image.height(), image.width(), image.channels()};
        Map<String, long[]> shapes = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            byte[] model = OnnxWriter.write(ModelWith.outputs(graph, outputs));
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor images = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.UINT8);
                    OrtSession.Result result = session.run(Map.of("images", images))) {
                for (Map.Entry<String, OnnxValue> entry : result) {
                    shapes.put(entry.getKey(), ((TensorInfo) entry.getValue().getInfo()).getShape());
                }
            }
        }
        return shapes;
    }

    private static ElementType type(String value) {
        if (value.startsWith("bool.")) {
            return ElementType.BOOL;
        }
        return value.startsWith("int.") ? ElementType.INT64 : ElementType.FLOAT;
    }
}
