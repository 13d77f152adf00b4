// SHA-256 of every recount.py that ever came with DataPact, base64url, as resources/by_hand/released.toml has them.
export const RELEASED = [
  "VWf9yYIZVTkmWsiGZsIUod74vtPnrFMz8aIyjeMDAWM",
  "ftWwTEiGUUp7VnXbde4fnhMxTvhK_62gBBbn7omyWTs",
  "cbDH8ZHOPUMEi7KLXA31o9f4EKexNPF4GvxgKA1F43s",
  "99syVVb35eGK0yskE0uHgX6lzM9eiNwNsSlaNo-r8l0",
  "sjzGDPQEixBZd01wp-dHf_KnVvLxEDRNajjmKEdAd5Q",
  "z1fOS-7mxfYrog2RwAAuRS3_O3CY2FxO_5djZPlbn4c",
  "PfnUx3Lgki5dnnc1aNGy20I4bCBkg4u4k0HfjMr3IyA",
  "QKdV7Iz7IUMScmFD14wFreXM8b9T6cedR1Rp0Jbui1c",
  "1Mjy6sSV92RB7Yctxup3iJnrE6_aUFPj6iwpQIyGoOo",
  "Ox5gPeHJS9s6qDGQFRciP1hNn8av_v3m03BP_36jPJI",
  "VMZl4Fq_NejBzZDyYcoApxNGkFNgQK0A4vmlnnYYThw",
  "Fgc0ptlWMeDTA61Wq3Svo3LcDwbSgABySTDNzCAoqec",
  "ARekzjcXmi2CLp6hwrsmFnXkfMxh1K8LcfBIZsg5hYg",
  "76mH4xS7_awFVurB6DePJ2BnoSh4VgTXcJrlZBaA5Vw",
  "LMbsFSMvDkOpFyN-W9wPymws6vK1H3Nj7lAU8xwmTwk",
  "wHPSnaDW7QPRUhIOspwGGe6z3FIp5v3Gr4g1L8lee-0",
];
