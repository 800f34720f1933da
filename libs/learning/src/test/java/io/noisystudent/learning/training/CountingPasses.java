package io.noisystudent.learning.training;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.DelegatingCompute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The processor, which counts passes through networks: one a step for the students, one for the teachers. */
final class CountingPasses extends DelegatingCompute {
    final AtomicInteger passes;

    CountingPasses() {
        this(new AtomicInteger(), Compute.cpu(1, Precision.FP32, Kernels.AUTO));
    }

    private CountingPasses(AtomicInteger passes, Compute processor) {
        super(processor);
        this.passes = passes;
    }

    @Override
    public String device() {
        return processor.device();
    }

    @Override
    public Compute with(Precision other) {
        return new CountingPasses(passes, processor.with(other));
    }

    @Override
    public <R> R inPrecision(Supplier<R> block) {
        passes.incrementAndGet();
        return super.inPrecision(block);
    }
}
