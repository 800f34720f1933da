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
            Tensor product = a.matmul(transposeB ? in.get(1).t() : in.get(1)).mul(new Scalar(alpha));
            return in.has(2) ? product.add(in.get(2), new Scalar(beta)) : product;
        });
    }
}
