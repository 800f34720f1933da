package io.noisystudent.learning.onednn;

import io.noisystudent.learning.torch.NativeScope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.jspecify.annotations.Nullable;

/**
 * Operations that libtorch does not know, as links of its chain of gradients. The bindings cannot define one, therefore
 * two that compute nothing stand for it: between them the values change, and on the way back the gradient.
 */
final class AutogradBridge {
    private AutogradBridge() {}

    /**
     * Joins the result of an operation to its input.
     *
     * @param input an alias of the operation's input that takes a gradient
     * @param output what the operation has computed, of any shape and of the input's type; both are let go
     * @param backward from the output's gradient, with its channels last, to that of the input; called once at most,
     *     since it lets go what the forward pass saved: a second backward pass is an {@link IllegalStateException}
     */
    static Tensor of(Tensor input, Tensor output, UnaryOperator<Tensor> backward) {
        input.set_data(output);
        output.close();
        Tensor linked = input.alias();
        input.close();
        linked.register_hook(Own.HOOK);
        linked.register_hook(new Replacement(backward));
        return linked;
    }

    /** Adds to the gradient of a parameter that is not in the chain, if it takes one. */
    static void accumulate(Tensor parameter, Tensor gradient) {
        if (!parameter.requires_grad()) {
            return;
        }
        Tensor sum = parameter.mutable_grad();
        if (sum.defined()) {
            sum.add_(gradient);
        } else {
            sum.put(gradient);
        }
    }

    /** Others may hold the same gradient, as after an addition: what comes next needs one of its own to replace. */
    private static final class Own extends TensorTensorHook {
        private static final Own HOOK = NativeScope.keep(new Own());
        /** libtorch takes what a hook returns by reference, so it is let go by the next hook on the thread. */
        private static final ThreadLocal<@Nullable Tensor> RETURNED = new ThreadLocal<>();

        @Override
        public TensorBase call(TensorBase gradient) {
            Tensor previous = RETURNED.get();
            if (previous != null) {
                previous.close();
            }
            Tensor shared = new Tensor(gradient);
            Tensor own = shared.detach();
            RETURNED.set(own);
            shared.close();
            gradient.close();
            return own;
        }
    }

    private static final class Replacement extends VoidTensorHook {
        private final UnaryOperator<Tensor> backward;
        private boolean done;

        private Replacement(UnaryOperator<Tensor> backward) {
            this.backward = backward;
        }

        @Override
        public void call(TensorBase gradient) {
            if (done) {
                throw new IllegalStateException(
                        "a second backward pass through one forward pass: what it saved is gone;"
                                + " sum the losses first, or train with the kernels of libtorch");
            }
            done = true;
            NativeScope.run(() -> {
                Tensor replaced = new Tensor(gradient);
                replaced.set_data(backward.apply(replaced.contiguous(MemoryFormat.ChannelsLast)));
            });
            gradient.close();
        }
    }
}
