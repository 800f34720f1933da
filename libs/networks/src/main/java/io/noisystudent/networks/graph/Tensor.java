package io.noisystudent.networks.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * A constant of a graph: element type, dimensions and the elements in row-major order, little-endian as in ONNX's
 * {@code raw_data}.
 *
 * <p>Immutable; equality is by value, bit for bit. No dimensions make a scalar of one element.
 */
public final class Tensor {
    private final ElementType type;
    private final long[] dims;
    private final int size;
    private final Supplier<ByteBuffer> data;

    private Tensor(ElementType type, long[] dims, Supplier<ByteBuffer> data) {
        this.type = type;
        this.dims = dims;
        size = Math.toIntExact(elements(dims));
        this.data = data;
    }

    private static Tensor of(ElementType type, long[] dims, ByteBuffer data) {
        requireNonNull(type, "type is null");
        long expected = Math.multiplyExact(elements(dims), type.bytes());
        if (data.remaining() != expected) {
            throw new IllegalArgumentException(
                    type + " " + Arrays.toString(dims) + " needs " + expected + " bytes and not " + data.remaining());
        }
        return new Tensor(type, dims, () -> data);
    }

    /** Copies the remaining bytes of {@code data}, which are little-endian. */
    public static Tensor ofBytes(ElementType type, long[] dims, ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        copy.put(data.duplicate()).flip();
        return of(type, dims.clone(), copy);
    }

    public static Tensor ofFloats(long[] dims, float... values) {
        ByteBuffer bytes = allocate(values.length, ElementType.FLOAT);
        bytes.asFloatBuffer().put(values);
        return of(ElementType.FLOAT, dims.clone(), bytes);
    }

    public static Tensor ofLongs(long[] dims, long... values) {
        ByteBuffer bytes = allocate(values.length, ElementType.INT64);
        bytes.asLongBuffer().put(values);
        return of(ElementType.INT64, dims.clone(), bytes);
    }

    public static Tensor ofInts(long[] dims, int... values) {
        ByteBuffer bytes = allocate(values.length, ElementType.INT32);
        bytes.asIntBuffer().put(values);
        return of(ElementType.INT32, dims.clone(), bytes);
    }

    /** Floats that are all 0, which take no memory until they are read. */
    public static Tensor zeros(long... dims) {
        int size = Math.toIntExact(elements(dims));
        return new Tensor(ElementType.FLOAT, dims.clone(), () -> allocate(size, ElementType.FLOAT));
    }

    /** One float without dimensions. */
    public static Tensor scalar(float value) {
        return ofFloats(new long[0], value);
    }

    /** One 64-bit integer without dimensions. */
    public static Tensor scalar(long value) {
        return ofLongs(new long[0], value);
    }

    /** A list of 64-bit integers: axes, shapes, pads. */
    public static Tensor vector(long... values) {
        return ofLongs(new long[] {values.length}, values);
    }

    /** A list of floats. */
    public static Tensor vector(float... values) {
        return ofFloats(new long[] {values.length}, values);
    }

    public ElementType type() {
        return type;
    }

    /** A copy of the dimensions. */
    public long[] dims() {
        return dims.clone();
    }

    public int rank() {
        return dims.length;
    }

    public long dim(int axis) {
        return dims[axis];
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    /** A read-only little-endian view of the elements' bytes, at position 0. */
    public ByteBuffer data() {
        return data.get().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A copy of the elements of a {@code FLOAT} tensor. */
    public float[] floats() {
        require(ElementType.FLOAT);
        float[] values = new float[size()];
        data().asFloatBuffer().get(values);
        return values;
    }

    /** A copy of the elements of an {@code INT64} or {@code INT32} tensor. */
    public long[] longs() {
        if (type == ElementType.INT32) {
            int[] values = new int[size()];
            data().asIntBuffer().get(values);
            return Arrays.stream(values).asLongStream().toArray();
        }
        require(ElementType.INT64);
        long[] values = new long[size()];
        data().asLongBuffer().get(values);
        return values;
    }

    private void require(ElementType wanted) {
        if (type != wanted) {
            throw new IllegalStateException("a tensor of " + type + " was read as " + wanted);
        }
    }

    private static ByteBuffer allocate(int elements, ElementType type) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long elements(long[] dims) {
        long product = 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("dimensions " + Arrays.toString(dims) + " hold a negative one");
            }
            product = Math.multiplyExact(product, dim);
        }
        return product;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Tensor tensor
                        && type == tensor.type
                        && Arrays.equals(dims, tensor.dims)
                        && data.get().equals(tensor.data.get()));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + Arrays.hashCode(dims)) + data.get().hashCode();
    }

    /** Type and dimensions; the elements may be millions. */
    @Override
    public String toString() {
        return type + Arrays.toString(dims);
    }
}
