package io.noisystudent.bench.worker;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.Stopwatch;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Products of square matrices in libtorch: what the machine can do at most. */
final class MatrixProducts {
    private MatrixProducts() {}

    static Measurement take(int size, int repeats, boolean bfloat16, int threads) {
        Compute.cpu(threads, Precision.FP32, Kernels.AUTO).prepareThread();
        double operations = 2.0 * size * size * size * repeats;
        return NativeScope.call(() -> {
            ScalarType type = bfloat16 ? ScalarType.BFloat16 : ScalarType.Float;
            Tensor left = torch.randn(size, size).to(type);
            Tensor right = torch.randn(size, size).to(type);
            Tensor product = torch.mm(left, right);
            Stopwatch watch = new Stopwatch();
            for (int i = 0; i < repeats; i++) {
                torch.mm_out(product, left, right);
            }
            return watch.stop(operations);
        });
    }
}
