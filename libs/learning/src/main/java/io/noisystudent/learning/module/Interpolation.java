package io.noisystudent.learning.module;

/**
 * Where along an axis the values of a Resize come from, as ONNX defines it for operator sets 11 to 22.
 *
 * @param mode nearest, linear or cubic
 * @param coordinates how a place in the output becomes one in the input
 * @param rounding of that place for the nearest neighbor
 * @param cubic the coefficient a of cubic interpolation
 * @param excludesOutside whether places beyond the edge count for nothing; otherwise they repeat it
 * @param antialias whether the window widens as the output shrinks
 */
record Interpolation(
        String mode, String coordinates, String rounding, float cubic, boolean excludesOutside, boolean antialias) {

    /**
     * One axis.
     *
     * @param scale of the output to the input as the node says it, which need not be their quotient
     */
    record Axis(long inputs, long outputs, float scale) {
        boolean isKept() {
            return inputs == outputs && scale == 1;
        }
    }

    boolean isNearest() {
        return mode.equals("nearest");
    }

    boolean alignsCorners() {
        return coordinates.equals("align_corners");
    }

    /** Whether libtorch's bilinear images are the same. */
    boolean isBilinear() {
        return mode.equals("linear") && !antialias && (alignsCorners() || coordinates.equals("half_pixel"));
    }

    /** The input of each output. */
    long[] nearest(Axis axis) {
        long[] places = new long[Math.toIntExact(axis.outputs)];
        for (int i = 0; i < places.length; i++) {
            places[i] = clamp(rounded(place(i, axis)), axis);
        }
        return places;
    }

    /** The weights of all inputs, output by output; those of an output sum to 1. */
    float[] weights(Axis axis) {
        int inputs = Math.toIntExact(axis.inputs);
        float[] weights = new float[Math.toIntExact(axis.outputs * inputs)];
        for (int output = 0; output < axis.outputs; output++) {
            addWeights(place(output, axis), axis, weights, output * inputs);
        }
        return weights;
    }

    private void addWeights(double place, Axis axis, float[] weights, int start) {
        double stretch = antialias ? Math.min(axis.scale, 1) : 1;
        double reach = (mode.equals("linear") ? 1 : 2) / stretch;
        long first = (long) Math.ceil(place - reach);
        long last = (long) Math.floor(place + reach);
        double sum = 0;
        for (long i = first; i <= last; i++) {
            sum += counts(i, axis) ? kernel(stretch * (i - place)) : 0;
        }
        for (long i = first; i <= last; i++) {
            if (counts(i, axis)) {
                weights[start + (int) clamp(i, axis)] += (float) (kernel(stretch * (i - place)) / sum);
            }
        }
    }

    private boolean counts(long place, Axis axis) {
        return !excludesOutside || (place >= 0 && place < axis.inputs);
    }

    private static long clamp(long place, Axis axis) {
        return Math.max(0, Math.min(axis.inputs - 1, place));
    }

    /** Triangle, or the convolution of Keys 1981. */
    private double kernel(double distance) {
        double x = Math.abs(distance);
        if (mode.equals("linear")) {
            return Math.max(0, 1 - x);
        }
        if (x <= 1) {
            return ((cubic + 2) * x - (cubic + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * cubic : 0;
    }

    /** In float32, as ONNX Runtime has it: which neighbor is nearest hangs on the last bit. */
    private float place(long output, Axis axis) {
        return switch (coordinates) {
            case "half_pixel" -> halfPixel(output, axis);
            case "pytorch_half_pixel" -> axis.outputs > 1 ? halfPixel(output, axis) : 0;
            case "half_pixel_symmetric" -> {
                float adjustment = axis.outputs / (axis.scale * axis.inputs);
                yield axis.inputs / 2f * (1 - adjustment) + halfPixel(output, axis);
            }
            case "align_corners" -> axis.outputs == 1 ? 0 : output * (float) (axis.inputs - 1) / (axis.outputs - 1);
            default -> output / axis.scale;
        };
    }

    private static float halfPixel(long output, Axis axis) {
        return (output + 0.5f) / axis.scale - 0.5f;
    }

    private long rounded(float place) {
        double whole = Math.floor(place);
        boolean isHalf = place - whole == 0.5;
        return (long)
                switch (rounding) {
                    case "floor" -> whole;
                    case "ceil" -> Math.ceil(place);
                    case "round_prefer_ceil" -> isHalf ? whole + 1 : Math.rint(place);
                    default -> isHalf ? whole : Math.rint(place);
                };
    }
}
