package io.noisystudent.learning.torch;

import io.noisystudent.vision.natives.NativeLibraries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * CUDA through libtorch's bindings. Only {@link #load} and {@link #isBuiltIn} may be called in builds without CUDA, whose
 * class path lacks what the rest needs.
 */
final class LibtorchCuda implements CudaRuntime {
    private static final int THOUSAND = 1000;
    private static final int TEN = 10;

    @Override
    public void load() {
        Torch.load();
    }

    @Override
    public boolean isBuiltIn() {
        // The second says whether there is a card too.
        return Context.hasCUDART() || torch.hasCUDA();
    }

    @Override
    public List<CudaCard> cards() {
        // The way that says why there is none.
        torch.globalContext().lazyInitDevice(DeviceType.CUDA);
        NativeLibraries.load(torch_cuda.class);
        return IntStream.range(0, torch_cuda.device_count())
                .mapToObj(LibtorchCuda::card)
                .toList();
    }

    private static CudaCard card(int number) {
        return NativeScope.call(() -> {
            cudaDeviceProp properties = torch_cuda.getDeviceProperties((byte) number);
            return new CudaCard(number, properties.name().getString(), properties.major(), properties.minor());
        });
    }

    @Override
    public Map<String, String> versions() {
        NativeLibraries.load(cudart.class);
        Map<String, String> versions = new LinkedHashMap<>();
        DriverVersion.ofThisMachine().ifPresent(driver -> versions.put("driver", driver));
        int[] version = new int[1];
        if (cudart.cudaDriverGetVersion(version) == cudart.cudaSuccess) {
            versions.put("driver-cuda", version(version[0]));
        }
        if (cudart.cudaRuntimeGetVersion(version) == cudart.cudaSuccess) {
            versions.put("cuda", version(version[0]));
        }
        if (Context.hasCuDNN()) {
            versions.put("cudnn", Long.toString(Context.versionRuntimeCuDNN()));
        }
        return versions;
    }

    /** 13010 is 13.1. */
    private static String version(int number) {
        return number / THOUSAND + "." + number % THOUSAND / TEN;
    }

    @Override
    public String environment(String name) {
        return Objects.requireNonNullElse(System.getenv(name), "");
    }

    @Override
    public Compute open(CudaCard card, int threads, Precision precision, CudaSettings settings) {
        return new CudaCompute(card, versions(), threads, precision, settings);
    }
}
