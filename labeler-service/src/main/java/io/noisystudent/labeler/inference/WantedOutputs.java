package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The outputs that a request wants, and in which form: as JSON, as bytes behind it, or as the highest values with their
 * classes.
 *
 * <p>Source: Open Inference Protocol, "Binary tensor data extension"; Triton, "Classification extension", whose strings
 * are {@code VALUE:INDEX:CLASS} with six decimals.
 */
final class WantedOutputs {
    static final String LOGITS = "logits";
    static final String PROBABILITIES = "probabilities";
    static final String CLASS = "class";

    private static final List<String> ALL = List.of(LOGITS, PROBABILITIES, CLASS);
    private static final String FLOATS = "FP32";
    private static final String TEXTS = "BYTES";

    private final Map<String, Form> forms;

    private WantedOutputs(Map<String, Form> forms) {
        this.forms = forms;
    }

    /**
     * How an output is wanted.
     *
     * @param highest how many of the highest values; 0 for the tensor
     */
    private record Form(boolean isBinary, int highest) {}

    /** @throws NoisyStudentException {@code BAD_REQUEST} */
    static WantedOutputs of(InferRequest request) {
        boolean isBinary =
                isTrue(InferRequest.Parameters.of(request.parameters()).binaryDataOutput());
        Map<String, Form> forms = new LinkedHashMap<>();
        List<InferRequest.RequestedOutput> outputs = request.outputs();
        if (outputs == null || outputs.isEmpty()) {
            ALL.forEach(name -> forms.put(name, new Form(isBinary, 0)));
        } else {
            outputs.forEach(output -> forms.put(name(output), form(output, isBinary)));
        }
        return new WantedOutputs(forms);
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }

    private static String name(InferRequest.RequestedOutput output) {
        String name = String.valueOf(output.name());
        if (!ALL.contains(name)) {
            throw bad("there is no output '" + name + "'; the model gives logits, probabilities and class");
        }
        return name;
    }

    private static Form form(InferRequest.RequestedOutput output, boolean isBinary) {
        InferRequest.Parameters parameters = InferRequest.Parameters.of(output.parameters());
        Boolean own = parameters.binaryData();
        Integer highest = parameters.classification();
        if (highest != null && highest < 0) {
            throw bad("classification of " + output.name() + " is " + highest + "; send the number of classes wanted");
        }
        if (highest != null && highest > 0 && CLASS.equals(output.name())) {
            throw bad("the output class has no values for a classification; ask for probabilities or logits");
        }
        return new Form(own == null ? isBinary : own, highest == null ? 0 : highest);
    }

    /**
     * The outputs for some images.
     *
     * @param logits (N,C) row-major, as {@code probabilities}
     * @param classes names in the order of the columns
     */
    List<InferResponse.OutputTensor> tensors(float[] logits, float[] probabilities, List<String> classes) {
        List<InferResponse.OutputTensor> tensors = new ArrayList<>();
        for (String name : ALL) {
            Form form = forms.get(name);
            if (form == null) {
                continue;
            }
            if (name.equals(CLASS)) {
                List<String> best = best(probabilities, classes);
                tensors.add(texts(form, name, List.of((long) best.size()), best));
            } else {
                tensors.add(scores(form, name, name.equals(LOGITS) ? logits : probabilities, classes));
            }
        }
        return tensors;
    }

    private static InferResponse.OutputTensor scores(Form form, String name, float[] values, List<String> classes) {
        long rows = values.length / classes.size();
        if (form.highest() > 0) {
            int highest = Math.min(form.highest(), classes.size());
            return texts(form, name, List.of(rows, (long) highest), highest(values, classes, highest));
        }
        List<Long> shape = List.of(rows, (long) classes.size());
        if (!form.isBinary()) {
            return InferResponse.OutputTensor.json(name, shape, FLOATS, values);
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return InferResponse.OutputTensor.binary(name, shape, FLOATS, bytes.array());
    }

    private static InferResponse.OutputTensor texts(Form form, String name, List<Long> shape, List<String> texts) {
        if (!form.isBinary()) {
            return InferResponse.OutputTensor.json(name, shape, TEXTS, texts);
        }
        List<byte[]> elements = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        int size = elements.stream()
                .mapToInt(element -> Integer.BYTES + element.length)
                .sum();
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elements.forEach(element -> bytes.putInt(element.length).put(element));
        return InferResponse.OutputTensor.binary(name, shape, TEXTS, bytes.array());
    }

    private static List<String> best(float[] probabilities, List<String> classes) {
        List<String> names = new ArrayList<>();
        for (int row = 0; row < probabilities.length; row += classes.size()) {
            int best = 0;
            for (int label = 1; label < classes.size(); label++) {
                if (probabilities[row + label] > probabilities[row + best]) {
                    best = label;
                }
            }
            names.add(classes.get(best));
        }
        return names;
    }

    /** The highest values of each row in falling order; of equal ones the first class comes first. */
    private static List<String> highest(float[] values, List<String> classes, int count) {
        List<String> ranked = new ArrayList<>();
        for (int row = 0; row < values.length; row += classes.size()) {
            int first = row;
            IntStream.range(0, classes.size())
                    .boxed()
                    .sorted((a, b) -> Float.compare(values[first + b], values[first + a]))
                    .limit(count)
                    .forEach(label -> ranked.add(
                            String.format(Locale.ROOT, "%f:%d:%s", values[first + label], label, classes.get(label))));
        }
        return ranked;
    }

    private static NoisyStudentException bad(String message) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, "outputs", message);
    }
}
