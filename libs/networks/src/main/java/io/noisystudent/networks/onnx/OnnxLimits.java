package io.noisystudent.networks.onnx;

/**
 * How much of a foreign file is accepted, checked before memory is taken for it.
 *
 * @param fileBytes size of the file
 * @param nodes nodes of the graph
 * @param fields messages and texts in the file, which bounds the objects that parsing creates
 * @param nesting depth of messages within messages; an ordinary model needs 7
 * @param tensorBytes size of one constant
 */
public record OnnxLimits(long fileBytes, int nodes, int fields, int nesting, long tensorBytes) {
    /** Room for EfficientNet-B7 and more: 512 MiB, 20,000 nodes. */
    public static final OnnxLimits DEFAULT = new OnnxLimits(512L << 20, 20_000, 1_000_000, 32, 512L << 20);

    public OnnxLimits {
        if (fileBytes < 1 || fileBytes > Integer.MAX_VALUE || nodes < 1 || fields < 1 || nesting < 1) {
            throw new IllegalArgumentException("limits are positive and a file is below 2 GiB: " + fileBytes
                    + " bytes, " + nodes + " nodes, " + fields + " fields, nesting " + nesting);
        }
        if (tensorBytes < 1 || tensorBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a tensor's limit is 1 byte to 2 GiB, not " + tensorBytes);
        }
    }

    /** These limits with another size of the file, which no constant can exceed either. */
    public OnnxLimits withFileBytes(long bytes) {
        return new OnnxLimits(bytes, nodes, fields, nesting, bytes);
    }
}
