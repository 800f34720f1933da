package io.noisystudent.bench.worker;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Staging;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** The first batch in the memory of the device, in place of all others: what training takes without its input. */
final class ResidentBatches implements Staging {
    private final Compute compute;
    private List<Tensor> resident = List.of();

    private ResidentBatches(Compute compute) {
        this.compute = compute;
    }

    /** A device that copies the first batch alone. */
    static Compute on(Compute compute) {
        return (Compute) Proxy.newProxyInstance(
                Compute.class.getClassLoader(),
                new Class<?>[] {Compute.class},
                (proxy, method, arguments) -> call(compute, method, arguments));
    }

    private static @Nullable Object call(Compute compute, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("staging")) {
            return Optional.of(new ResidentBatches(compute));
        }
        try {
            Object value = method.invoke(compute, arguments);
            return value instanceof Compute other ? on(other) : value;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void begin(List<Tensor> onHost) {
        if (resident.isEmpty()) {
            resident = onHost.stream().map(this::copy).toList();
        }
    }

    private Tensor copy(Tensor onHost) {
        return NativeScope.call(() -> NativeScope.keep(
                compute.empty(onHost.scalar_type().intern(), onHost.shape()).copy_(onHost)));
    }

    @Override
    public List<Tensor> finish() {
        return resident;
    }

    @Override
    public void close() {
        compute.synchronize();
        resident.forEach(Tensor::close);
    }
}
