package io.noisystudent.networks.build;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InitializationTest {
    @Test
    void shouldGiveTheSameWeightsInEveryRelease() {
        Initialization initialization = new Initialization("resnet-8", 7);

        assertThat(initialization.normal("head.weight", new long[] {4}, 1).floats())
                .containsExactly(-1.1361502f, 1.3397521f, -1.8492975f, 0.72143865f);
        assertThat(initialization.uniform("head.weight", new long[] {3}, 1).floats())
                .containsExactly(-0.29903376f, 0.3526216f, -0.3478702f);
    }
}
