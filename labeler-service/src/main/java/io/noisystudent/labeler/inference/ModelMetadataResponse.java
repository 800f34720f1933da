package io.noisystudent.labeler.inference;

import java.util.List;

/** The protocol's description of a model; -1 in a shape is the batch. */
public record ModelMetadataResponse(
        String name, List<String> versions, String platform, List<Tensor> inputs, List<Tensor> outputs) {

    /** Name, type and shape of an input or output. */
    public record Tensor(String name, String datatype, List<Long> shape) {}
}
