package io.noisystudent.learning.module;

import io.noisystudent.networks.graph.Node;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Matrix products with attributes. */
final class Products {
    private Products() {}

    /** {@code alpha * A' * B' + beta * C}; the usual form, without factors, is one fused call. */
    static Call gemm(OperatorContext context) {
        Node node = context.node();
        boolean transposeA = node.intAttribute("transA", 0) != 0;
        boolean transposeB = node.intAttribute("transB", 0) != 0;
        double alpha = node.floatAttribute("alpha", 1);
        double beta = node.floatAttribute("beta", 1);
        return Call.of(in -> {
            Tensor a = transposeA ? in.get(0).t() : in.get(0);
            boolean fused = alpha == 1 && beta == 1 && (!in.has(2) || in.get(2).dim() == 1);
            if (fused) {
                return torch.linear(a, transposeB ? in.get(1) : in.get(1).t(), in.optional(2));
            }
            Tensor product = a.matmul(transposeB ? in.get(1).t() : in.get(1));
            Tensor scaled = alpha == 1 ? product : product.mul(new Scalar(alpha));
            return in.has(2) ? scaled.add(in.get(2), beta == 1 ? new Scalar(1L) : new Scalar(beta)) : scaled;
        });
    }

    static Call einsum(OperatorContext context) {
        String equation = context.node().stringAttribute("equation", "");
        return Call.of(in -> torch.einsum(equation, in.all()));
    }
}
