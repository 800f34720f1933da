package io.noisystudent.learning.foreign;

import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.util.List;
import java.util.Map;

/** A vision transformer (Dosovitskiy et al. 2021) of two blocks on gray 8 x 8 images, spelled as exporters do. */
final class TokenNetwork {
    private static final int PATCHES = 16;
    private static final int WIDTH = 16;
    private static final int HEADS = 2;

    private final ForeignGraph g = new ForeignGraph();

    private TokenNetwork() {}

    static Graph of(int classes) {
        return new TokenNetwork().build(classes);
    }

    private Graph build(int classes) {
        g.weight("patch.weight", 0.3, WIDTH, 1, 2, 2);
        g.filled("patch.bias", 0, WIDTH);
        Map<String, Attribute> stride = Map.of("strides", Attribute.ofInts(2, 2));
        g.node("Conv", "patches", List.of("x", "patch.weight", "patch.bias"), stride);
        g.view("columns", "patches", WIDTH, PATCHES);
        transpose("tokens", "columns", 0, 2, 1);
        g.weight("cls", 0.02, 1, 1, WIDTH);
        g.expand("classes", "cls", "tokens");
        g.node("Concat", "joined", List.of("classes", "tokens"), Map.of("axis", Attribute.of(1)));
        g.weight("positions", 0.02, 1, PATCHES + 1, WIDTH);
        String x = g.node("Add", "placed", "joined", "positions");
        for (String block : List.of("block1", "block2")) {
            x = g.node("Add", block + "/attended", x, attention(block + ".attention", norm(block + ".norm1", x)));
            x = g.node("Add", block + "/out", x, perceptron(block + ".mlp", norm(block + ".norm2", x)));
        }
        g.constant("first", Tensor.scalar(0L));
        g.node("Gather", "features", List.of(norm("norm", x), "first"), Map.of("axis", Attribute.of(1)));
        g.weight("head.weight", 0.1, classes, WIDTH);
        g.filled("head.bias", 0, classes);
        g.node("Gemm", "y", List.of("features", "head.weight", "head.bias"), Map.of("transB", Attribute.of(1)));
        return g.graph(ForeignGraph.floats("x", 1, 8, 8), ForeignGraph.floats("y", classes));
    }

    private String norm(String name, String x) {
        return g.layerNorm(name, x, g.filled(name + ".weight", 1, WIDTH), g.filled(name + ".bias", 0, WIDTH));
    }

    private String attention(String name, String x) {
        linear(name + ".qkv", x, WIDTH, 3 * WIDTH);
        g.view(name + "/split", name + ".qkv", PATCHES + 1, 3, HEADS, WIDTH / HEADS);
        transpose(name + "/parts", name + "/split", 2, 0, 3, 1, 4);
        for (int i = 0; i < 3; i++) {
            g.constant(name + "/index" + i, Tensor.scalar((long) i));
            g.node("Gather", name + "/part" + i, List.of(name + "/parts", name + "/index" + i), Map.of());
        }
        g.constant(name + "/scale", Tensor.scalar((float) Math.sqrt((double) HEADS / WIDTH)));
        g.node("Mul", name + "/q", name + "/part0", name + "/scale");
        transpose(name + "/k", name + "/part1", 0, 1, 3, 2);
        g.node("MatMul", name + "/scores", name + "/q", name + "/k");
        g.node("Softmax", name + "/weights", List.of(name + "/scores"), Map.of("axis", Attribute.of(-1)));
        g.node("MatMul", name + "/mixed", name + "/weights", name + "/part2");
        transpose(name + "/heads", name + "/mixed", 0, 2, 1, 3);
        g.view(name + "/merged", name + "/heads", PATCHES + 1, WIDTH);
        return linear(name + ".proj", name + "/merged", WIDTH, WIDTH);
    }

    private String perceptron(String name, String x) {
        linear(name + ".fc1", x, WIDTH, 2 * WIDTH);
        g.gelu(name + "/gelu", name + ".fc1");
        return linear(name + ".fc2", name + "/gelu", 2 * WIDTH, WIDTH);
    }

    private String linear(String name, String x, int inputs, int outputs) {
        g.weight(name + ".weight", 1 / Math.sqrt(inputs), inputs, outputs);
        g.filled(name + ".bias", 0, outputs);
        g.node("MatMul", name + "/product", x, name + ".weight");
        return g.node("Add", name, name + ".bias", name + "/product");
    }

    private String transpose(String name, String x, long... order) {
        return g.node("Transpose", name, List.of(x), Map.of("perm", Attribute.ofInts(order)));
    }
}
