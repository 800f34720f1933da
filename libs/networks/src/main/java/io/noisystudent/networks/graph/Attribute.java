package io.noisystudent.networks.graph;

import java.util.Arrays;
import java.util.List;

import static java.util.Objects.requireNonNull;

/** The value of one attribute of a node; graphs and sparse tensors as attributes are not supported. */
public sealed interface Attribute {
    static Attribute of(long value) {
        return new IntValue(value);
    }

    static Attribute of(float value) {
        return new FloatValue(value);
    }

    static Attribute of(String value) {
        return new StringValue(value);
    }

    static Attribute of(Tensor value) {
        return new TensorValue(value);
    }

    static Attribute ofInts(long... values) {
        return new IntsValue(Arrays.stream(values).boxed().toList());
    }

    /** ONNX {@code INT}. */
    record IntValue(long value) implements Attribute {}

    /** ONNX {@code FLOAT}. */
    record FloatValue(float value) implements Attribute {}

    /** ONNX {@code STRING}, as UTF-8. */
    record StringValue(String value) implements Attribute {
        public StringValue {
            requireNonNull(value, "value is null");
        }
    }

    /** ONNX {@code TENSOR}. */
    record TensorValue(Tensor value) implements Attribute {
        public TensorValue {
            requireNonNull(value, "value is null");
        }
    }

    /** ONNX {@code INTS}. */
    record IntsValue(List<Long> values) implements Attribute {
        public IntsValue {
            values = List.copyOf(values);
        }
    }

    /** ONNX {@code FLOATS}. */
    record FloatsValue(List<Float> values) implements Attribute {
        public FloatsValue {
            values = List.copyOf(values);
        }
    }

    /** ONNX {@code STRINGS}, as UTF-8. */
    record StringsValue(List<String> values) implements Attribute {
        public StringsValue {
            values = List.copyOf(values);
        }
    }
}
