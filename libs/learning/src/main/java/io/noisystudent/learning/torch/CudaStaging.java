package io.noisystudent.learning.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.cuda.CUDAEvent;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch_cuda;

/** Copies on a stream of their own, from pinned memory, into two sets of tensors by turns. */
final class CudaStaging implements Staging {
    private final CudaCompute compute;
    private final byte card;
    private final CUDAStream copying;
    /** What was given to the card before the last batch was asked for. */
    private final CUDAEvent computed = NativeScope.keep(new CUDAEvent());

    private final CUDAEvent copied = NativeScope.keep(new CUDAEvent());
    private final List<List<Tensor>> sets = new ArrayList<>();
    private int turn;

    CudaStaging(CudaCompute compute, int card) {
        this.compute = compute;
        this.card = (byte) card;
        copying = NativeScope.keep(torch_cuda.getStreamFromPool(false, this.card));
    }

    @Override
    public void begin(List<Tensor> onHost) {
        NativeScope.run(() -> {
            if (sets.isEmpty()) {
                allocate(onHost);
            }
            computed.block(copying);
            CUDAStream computing = torch_cuda.getCurrentCUDAStream(card);
            torch_cuda.setCurrentCUDAStream(copying);
            try {
                List<Tensor> set = sets.get(turn);
                for (int i = 0; i < set.size(); i++) {
                    set.get(i).copy_(onHost.get(i), true);
                }
            } finally {
                torch_cuda.setCurrentCUDAStream(computing);
            }
            copied.record(copying);
        });
    }

    /** The allocator may give memory that the card still reads for something else. */
    private void allocate(List<Tensor> onHost) {
        for (int i = 0; i < 2; i++) {
            sets.add(onHost.stream()
                    .map(tensor ->
                            NativeScope.keep(compute.empty(tensor.scalar_type().intern(), tensor.shape())))
                    .toList());
        }
        computed.record(torch_cuda.getCurrentCUDAStream(card));
    }

    @Override
    public List<Tensor> finish() {
        copied.synchronize();
        NativeScope.run(() -> computed.record(torch_cuda.getCurrentCUDAStream(card)));
        List<Tensor> complete = sets.get(turn);
        turn = 1 - turn;
        return complete;
    }

    @Override
    public void close() {
        compute.synchronize();
        sets.forEach(set -> set.forEach(Tensor::close));
        copied.close();
        computed.close();
        copying.close();
    }
}
