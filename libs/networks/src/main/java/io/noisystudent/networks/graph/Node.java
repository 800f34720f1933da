package io.noisystudent.networks.graph;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * One operation of a graph, always of ONNX's default operator domain.
 *
 * <p>Inputs and outputs are names of values; an empty name is an optional one that is not given. The typed accessors
 * return the default when the attribute is absent and throw {@code BAD_GRAPH}, naming the node, when it has another
 * type.
 */
public record Node(
        String name, String operator, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {
    public Node {
        requireNonNull(name, "name is null");
        requireNonNull(operator, "operator is null");
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The input at that position, or empty when it is optional and not given. */
    public Optional<String> input(int position) {
        return position < inputs.size() && !inputs.get(position).isEmpty()
                ? Optional.of(inputs.get(position))
                : Optional.empty();
    }

    /** The first output: the only one of most operators. */
    public String output() {
        return outputs.get(0);
    }

    public long intAttribute(String attribute, long absent) {
        Attribute.IntValue found = find(attribute, Attribute.IntValue.class);
        return found == null ? absent : found.value();
    }

    public float floatAttribute(String attribute, float absent) {
        Attribute.FloatValue found = find(attribute, Attribute.FloatValue.class);
        return found == null ? absent : found.value();
    }

    public String stringAttribute(String attribute, String absent) {
        Attribute.StringValue found = find(attribute, Attribute.StringValue.class);
        return found == null ? absent : found.value();
    }

    public long[] intsAttribute(String attribute, long... absent) {
        Attribute.IntsValue found = find(attribute, Attribute.IntsValue.class);
        return found == null
                ? absent.clone()
                : found.values().stream().mapToLong(Long::longValue).toArray();
    }

    public Optional<Tensor> tensorAttribute(String attribute) {
        return Optional.ofNullable(find(attribute, Attribute.TensorValue.class)).map(Attribute.TensorValue::value);
    }

    private <A extends Attribute> @Nullable A find(String attribute, Class<A> type) {
        Attribute found = attributes.get(attribute);
        if (found == null) {
            return null;
        }
        if (!type.isInstance(found)) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_GRAPH,
                    name,
                    "attribute " + attribute + " of node " + name + " (" + operator + ") is "
                            + found.getClass().getSimpleName() + " where " + type.getSimpleName() + " is needed");
        }
        return type.cast(found);
    }
}
