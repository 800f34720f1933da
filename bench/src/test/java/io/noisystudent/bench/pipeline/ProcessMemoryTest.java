package io.noisystudent.bench.pipeline;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessMemoryTest {
    @Test
    void shouldDistinguishOwnMemoryFromMappedFiles() {
        // When
        ProcessMemory memory = ProcessMemory.parse("""
                Name:	java
                VmRSS:	  123904 kB
                RssAnon:	  102400 kB
                RssFile:	   20480 kB
                RssShmem:	    1024 kB
                """);

        // Then
        assertThat(memory).isEqualTo(new ProcessMemory(100, 21));
    }

    @Test
    void shouldAddUpTheGenerationsOfAHeap() {
        // When
        double used = ProcessMemory.parseHeap("""
                 def new generation   total 78656K, used 2048K [0x1, 0x2, 0x3)
                  eden space 69952K,   2% used [0x1, 0x2, 0x3)
                 tenured generation   total 174784K, used 10240K [0x1, 0x2, 0x3)
                   the space 174784K,   5% used [0x1, 0x2, 0x3, 0x4)
                 Metaspace       used 72345K, committed 73000K, reserved 1114112K
                """);

        // Then
        assertThat(used).isEqualTo(12);
    }

    @Test
    void shouldKeepTheLargerOfEach() {
        assertThat(new ProcessMemory(1, 9).or(new ProcessMemory(2, 3))).isEqualTo(new ProcessMemory(2, 9));
    }
}
