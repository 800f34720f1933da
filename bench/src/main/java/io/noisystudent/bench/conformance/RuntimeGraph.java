package io.noisystudent.bench.conformance;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ONNX Runtime's side: the same graph, written to a file. */
final class RuntimeGraph {
    private RuntimeGraph() {}

    static List<Numbers> run(NodeTest test) throws OrtException {
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "conformance");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(OnnxWriter.write(test.graph()), options)) {
            List<Tensor> values = new ArrayList<>();
            try (OnnxTensor input = tensor(environment, test.input());
                    OrtSession.Result result =
                            session.run(Map.of(test.graph().inputs().get(0).name(), input))) {
                for (String output : test.outputs()) {
                    values.add(value(result.get(output).orElseThrow()));
                }
            }
            return NativeScope.call(() -> values.stream().map(Numbers::of).toList());
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Tensor value) throws OrtException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(value.data().remaining()).order(ByteOrder.nativeOrder());
        bytes.put(value.data()).flip();
        return OnnxTensor.createTensor(environment, bytes, value.dims(), type(value.type()));
    }

    private static Tensor value(OnnxValue value) {
        OnnxTensor tensor = (OnnxTensor) value;
        return Tensor.ofBytes(type(tensor.getInfo().type), tensor.getInfo().getShape(), tensor.getByteBuffer());
    }

    private static OnnxJavaType type(ElementType type) {
        return switch (type) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
        };
    }

    private static ElementType type(OnnxJavaType type) {
        for (ElementType candidate : ElementType.values()) {
            if (type(candidate) == type) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("ONNX Runtime gave elements of " + type);
    }
}
