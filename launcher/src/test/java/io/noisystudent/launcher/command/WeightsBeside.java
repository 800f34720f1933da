package io.noisystudent.launcher.command;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.onnx.OnnxWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A graph as PyTorch's default exporter writes it: signed by it, and with its weights in a file beside it. */
final class WeightsBeside {
    private WeightsBeside() {}

    static Path write(Graph graph, Path file) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(OnnxWriter.write(graph)).toBuilder();
        model.setProducerName("pytorch").setProducerVersion("2.15.0");
        String location = file.getFileName() + ".data";
        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            int offset = weights.size();
            tensor.getRawData().writeTo(weights);
            tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", location))
                    .addExternalData(entry("offset", Integer.toString(offset)))
                    .addExternalData(
                            entry("length", Integer.toString(tensor.getRawData().size())))
                    .clearRawData();
        }
        Files.write(file.resolveSibling(location), weights.toByteArray());
        return Files.write(file, model.build().toByteArray());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
