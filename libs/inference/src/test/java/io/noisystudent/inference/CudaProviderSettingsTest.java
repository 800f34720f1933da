package io.noisystudent.inference;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CudaProviderSettingsTest {
    @Test
    void shouldChangeNothingThatIsNotAskedFor() {
        assertThat(CudaProviderSettings.cuda(CudaOptions.DEFAULT))
                .isEqualTo(Map.of("cudnn_conv_algo_search", "HEURISTIC"));
        assertThat(CudaProviderSettings.tensorRt(CudaOptions.DEFAULT)).isEmpty();
    }

    @Test
    void shouldNameLimitsAndPrecisionAsTheProvidersDo() {
        assertThat(CudaProviderSettings.cuda(options(CudaOptions.Products.FP32)))
                .isEqualTo(Map.of(
                        "cudnn_conv_algo_search", "HEURISTIC",
                        "use_tf32", "0",
                        "gpu_mem_limit", "1000",
                        "arena_extend_strategy", "kSameAsRequested"));
        assertThat(CudaProviderSettings.tensorRt(options(CudaOptions.Products.FP16)))
                .isEqualTo(Map.of("trt_fp16_enable", "1", "trt_max_workspace_size", "1000"));
    }

    private static CudaOptions options(CudaOptions.Products products) {
        return new CudaOptions(
                0,
                CudaOptions.ExecutionProvider.CUDA,
                products,
                OptionalLong.of(1000),
                CudaOptions.ArenaGrowth.SAME_AS_REQUESTED);
    }
}
