package io.noisystudent.networks.validation;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Node;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What the trainer cannot do with a node of a known operator, as its attributes alone tell: values that it does not know,
 * and combinations that ONNX and ONNX Runtime read in two ways.
 */
final class AttributeRules {
    private static final String GIVEN = "NOTSET";
    private static final Set<String> AUTOMATIC = Set.of(GIVEN, "VALID", "SAME_UPPER", "SAME_LOWER");

    private AttributeRules() {}

    /** The attribute and the reason; empty if nothing is wrong. */
    static Optional<String> unsupported(OnnxOperator operator, Node node) {
        return switch (operator) {
            case CAST -> cast(node);
            case CONSTANT -> constant(node);
            case CONV -> oneOf(node, "auto_pad", GIVEN, AUTOMATIC);
            case AVERAGE_POOL, MAX_POOL -> pool(node);
            case DEPTH_TO_SPACE, SPACE_TO_DEPTH -> oneOf(node, "mode", "DCR", Set.of("DCR", "CRD"));
            case GELU -> oneOf(node, "approximate", "none", Set.of("none", "tanh"));
            case GROUP_NORMALIZATION, LAYER_NORMALIZATION -> stash(node);
            case PAD -> oneOf(node, "mode", "constant", Set.of("constant", "edge", "reflect", "wrap"));
            case RESIZE -> resize(node);
            default -> Optional.empty();
        };
    }

    private static Optional<String> oneOf(Node node, String attribute, String absent, Set<String> known) {
        String value = node.stringAttribute(attribute, absent);
        return known.contains(value)
                ? Optional.empty()
                : Optional.of("its attribute " + attribute + " is " + value + "; known are "
                        + known.stream().sorted().toList());
    }

    private static Optional<String> cast(Node node) {
        long code = node.intAttribute("to", 0);
        return code == (int) code && ElementType.ofOnnxCode((int) code).isPresent()
                ? Optional.empty()
                : Optional.of("its attribute to is ONNX type " + code + "; known are "
                        + Arrays.toString(ElementType.values()));
    }

    private static Optional<String> constant(Node node) {
        boolean known = node.attributes().values().stream()
                .anyMatch(value -> value instanceof Attribute.TensorValue
                        || value instanceof Attribute.FloatValue
                        || value instanceof Attribute.IntValue
                        || value instanceof Attribute.IntsValue
                        || value instanceof Attribute.FloatsValue);
        return known
                ? Optional.empty()
                : Optional.of("it has no tensor and no numbers but "
                        + node.attributes().keySet());
    }

    private static Optional<String> stash(Node node) {
        long type = node.intAttribute("stash_type", ElementType.FLOAT.onnxCode());
        return type == ElementType.FLOAT.onnxCode()
                ? Optional.empty()
                : Optional.of("its attribute stash_type is ONNX type " + type + "; FLOAT is known");
    }

    private static Optional<String> pool(Node node) {
        String automatic = node.stringAttribute("auto_pad", GIVEN);
        boolean ceiling = node.intAttribute("ceil_mode", 0) != 0;
        if (automatic.startsWith("SAME_")
                && Arrays.stream(node.intsAttribute("dilations")).anyMatch(by -> by > 1)) {
            return Optional.of(twoReadings("dilations", automatic));
        }
        if (automatic.startsWith("SAME_") && leavesRoom(node)) {
            return Optional.of(twoReadings("strides", automatic));
        }
        if (!automatic.equals(GIVEN) && ceiling) {
            return Optional.of(twoReadings("ceil_mode", automatic));
        }
        return oneOf(node, "auto_pad", GIVEN, AUTOMATIC);
    }

    /** Between such windows there is room, by which ONNX Runtime moves the first one. */
    private static boolean leavesRoom(Node node) {
        long[] kernel = node.intsAttribute("kernel_shape");
        long[] strides = node.intsAttribute("strides");
        for (int axis = 0; axis < Math.min(kernel.length, strides.length); axis++) {
            if (strides[axis] > kernel[axis] + 1) {
                return true;
            }
        }
        return false;
    }

    private static String twoReadings(String attribute, String automatic) {
        return "its attribute " + attribute + " beside auto_pad " + automatic
                + " has two readings; write its padding as pads";
    }

    private static Optional<String> resize(Node node) {
        if (node.input(2).isEmpty() && node.input(3).isEmpty()) {
            return Optional.of("it has neither scales nor sizes");
        }
        return oneOf(node, "mode", "nearest", Set.of("nearest", "linear", "cubic"))
                .or(() -> oneOf(
                        node,
                        "coordinate_transformation_mode",
                        "half_pixel",
                        Set.of(
                                "half_pixel",
                                "half_pixel_symmetric",
                                "pytorch_half_pixel",
                                "align_corners",
                                "asymmetric")))
                .or(() -> oneOf(
                        node,
                        "nearest_mode",
                        "round_prefer_floor",
                        Set.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")))
                .or(() -> oneOf(
                        node, "keep_aspect_ratio_policy", "stretch", Set.of("stretch", "not_larger", "not_smaller")));
    }
}
