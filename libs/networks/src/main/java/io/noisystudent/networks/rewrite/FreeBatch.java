package io.noisystudent.networks.rewrite;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Frees the batch of a graph that was exported for a fixed number of images.
 *
 * <p>The declared shapes are opened, and so are the places where exporters write the number into constants: the shape of a
 * {@code Reshape}, the sizes of a {@code Resize}, and what is joined to the features of each image by a {@code Concat}, such
 * as a class token. Any other node that holds the number keeps it, so that the result has to be run with several images
 * and compared.
 */
public final class FreeBatch {
    private final Graph graph;
    private final long batch;
    private final String input;
    private final Set<String> pixels;
    private final Map<String, Tensor> constants;
    private final UnusedNames names;
    private final List<Node> nodes = new ArrayList<>();

    private FreeBatch(Graph graph, long batch) {
        this.graph = graph;
        this.batch = batch;
        this.input = graph.inputs().get(0).name();
        this.pixels = PixelValues.of(graph);
        this.constants = new LinkedHashMap<>(graph.initializers());
        this.names = new UnusedNames(graph);
        graph.nodes().stream()
                .filter(node -> node.operator().equals("Constant"))
                .forEach(node -> node.tensorAttribute("value").ifPresent(value -> constants.put(node.output(), value)));
    }

    /** The same graph if the batch of its first input is free. */
    public static Graph of(Graph graph) {
        List<Dimension> shape = graph.inputs().get(0).shape();
        boolean isFixed = !shape.isEmpty() && shape.get(0) instanceof Dimension.Fixed;
        return isFixed ? new FreeBatch(graph, ((Dimension.Fixed) shape.get(0)).size()).free() : graph;
    }

    private Graph free() {
        graph.nodes().forEach(this::free);
        return new Graph(
                graph.name(),
                graph.opset(),
                nodes,
                open(graph.inputs()),
                open(graph.outputs()),
                graph.initializers(),
                graph.metadata());
    }

    private List<TensorSpec> open(List<TensorSpec> specs) {
        return specs.stream().map(this::open).toList();
    }

    private TensorSpec open(TensorSpec spec) {
        if (spec.shape().isEmpty() || !spec.shape().get(0).equals(Dimension.of(batch))) {
            return spec;
        }
        List<Dimension> shape = new ArrayList<>(spec.shape());
        shape.set(0, Dimension.of(Signature.BATCH));
        return new TensorSpec(spec.name(), spec.type(), shape);
    }

    private void free(Node node) {
        boolean ofImages = node.inputs().stream().anyMatch(pixels::contains);
        Node freed =
                switch (ofImages ? node.operator() : "") {
                    case "Reshape" -> reshape(node);
                    case "Resize" -> resize(node);
                    case "Concat" -> concat(node);
                    default -> node;
                };
        nodes.add(freed);
    }

    private Node reshape(Node node) {
        Tensor shape = constants.get(node.inputs().get(1));
        if (shape == null || shape.size() == 0) {
            return node;
        }
        long[] sizes = shape.longs();
        boolean computesOne = Arrays.stream(sizes).anyMatch(size -> size == -1);
        boolean copiesZero = node.intAttribute("allowzero", 0) == 0;
        boolean hasZero = Arrays.stream(sizes).anyMatch(size -> size == 0);
        if (!computesOne && sizes[0] > 0 && sizes[0] % batch == 0) {
            sizes[0] = -1;
        } else if (computesOne && sizes[0] == batch && (copiesZero || !hasZero)) {
            sizes[0] = 0;
        } else {
            return node;
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        if (!hasZero) {
            attributes.remove("allowzero");
        }
        String freed = constant(node, "shape", Tensor.vector(sizes));
        return new Node(node.name(), node.operator(), List.of(node.inputs().get(0), freed), node.outputs(), attributes);
    }

    private Node resize(Node node) {
        Tensor sizes = node.input(3).map(constants::get).orElse(null);
        if (sizes == null || sizes.size() == 0 || sizes.longs()[0] != batch) {
            return node;
        }
        return with(node, 3, withBatch(node, sizes.longs()));
    }

    /** What has one row for each image of the old batch gets one for each of the new one. */
    private Node concat(Node node) {
        Node joined = node;
        for (int i = 0; i < node.inputs().size(); i++) {
            String value = node.inputs().get(i);
            Tensor constant = constants.get(value);
            if (constant != null && isRepeated(constant, node.intAttribute("axis", 0))) {
                String shape = withBatch(node, constant.dims());
                joined = with(joined, i, add(node, "Expand", "each", List.of(value, shape), Map.of()));
            }
        }
        return joined;
    }

    private boolean isRepeated(Tensor constant, long axis) {
        return batch == 1 && axis != 0 && constant.rank() > 1 && constant.dim(0) == 1;
    }

    /** A shape whose first number is that of the images. */
    private String withBatch(Node node, long... shape) {
        String sizes = add(node, "Shape", "sizes", List.of(input), Map.of());
        String first = constant(node, "first", Tensor.vector(0L));
        String images = add(node, "Gather", "images", List.of(sizes, first), Map.of());
        long[] rest = LongStream.of(shape).skip(1).toArray();
        String others = constant(node, "others", Tensor.vector(rest));
        return add(node, "Concat", "batched", List.of(images, others), Map.of("axis", Attribute.of(0)));
    }

    private String constant(Node of, String what, Tensor value) {
        return add(of, "Constant", what, List.of(), Map.of("value", Attribute.of(value)));
    }

    private String add(Node of, String operator, String wish, List<String> inputs, Map<String, Attribute> attributes) {
        String name = names.like(of.name() + "." + wish);
        nodes.add(new Node(name, operator, inputs, List.of(name), attributes));
        return name;
    }

    private static Node with(Node node, int position, String input) {
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(position, input);
        return new Node(node.name(), node.operator(), inputs, node.outputs(), node.attributes());
    }
}
