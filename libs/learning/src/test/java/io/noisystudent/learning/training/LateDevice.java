package io.noisystudent.learning.training;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.DelegatingCompute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.torch.Staging;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A device with memory of its own, which copies as late as it may; otherwise the processor. */
final class LateDevice extends DelegatingCompute {
    private static final int GARBAGE = 7;

    /** How many batches were copied. */
    int copied;

    LateDevice() {
        super(Compute.cpu(1, Precision.FP32, Kernels.AUTO));
    }

    @Override
    public String device() {
        return "late:0";
    }

    @Override
    public boolean isHost() {
        return false;
    }

    @Override
    public Compute with(Precision other) {
        return this;
    }

    @Override
    public Optional<Staging> staging() {
        return Optional.of(new LateStaging());
    }

    private final class LateStaging implements Staging {
        private final List<List<Tensor>> sets = new ArrayList<>();
        private List<Tensor> source = List.of();
        private int turn;

        @Override
        public void begin(List<Tensor> onHost) {
            if (!source.isEmpty()) {
                throw new IllegalStateException("a second copy is begun before the first is finished");
            }
            source = onHost;
            while (sets.size() < 2) {
                sets.add(onHost.stream()
                        .map(tensor -> NativeScope.keep(tensor.clone()))
                        .toList());
            }
            // Nothing may read any more the set that this batch goes to.
            sets.get(turn).forEach(tensor -> tensor.fill_(new Scalar(GARBAGE)));
        }

        @Override
        public List<Tensor> finish() {
            List<Tensor> set = sets.get(turn);
            for (int i = 0; i < set.size(); i++) {
                set.get(i).copy_(source.get(i));
            }
            source = List.of();
            turn = 1 - turn;
            copied++;
            return set;
        }

        @Override
        public void close() {
            sets.forEach(set -> set.forEach(Tensor::close));
        }
    }
}
