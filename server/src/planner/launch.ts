/** How a chosen plan is started: files for torchrun, Accelerate and Ray Train, which do the run. Absent on purpose: the training script itself. */
import type { Plan } from "./model.ts";

export const launchers = ["torchrun", "accelerate", "ray"] as const;
export type Launcher = (typeof launchers)[number];

/** By file name. The script to train with is given by its user when it is started. */
export function launchFiles(launcher: Launcher, plan: Plan, devices: number): Readonly<Record<string, string>> {
  const local = Math.min(devices, plan.cluster.devicesPerNode);
  const nodes = Math.ceil(devices / plan.cluster.devicesPerNode);
  if (launcher === "torchrun") return { "launch.sh": torchrun(local, nodes) };
  if (launcher === "accelerate")
    return { "accelerate.yaml": accelerate(devices, nodes, plan), "launch.sh": accelerateStart };
  return { "train_ray.py": ray(devices) };
}

const torchrun = (local: number, nodes: number): string => `#!/bin/sh
# Run on each of the ${nodes} node(s): HEAD=host:29500 sh launch.sh train.py
exec torchrun --nnodes=${nodes} --nproc-per-node=${local} --rdzv-backend=c10d --rdzv-endpoint="\${HEAD:-localhost:29500}" "$@"
`;

const accelerate = (devices: number, nodes: number, { accumulate }: Plan): string => `compute_environment: LOCAL_MACHINE
distributed_type: ${devices === 1 ? "'NO'" : "MULTI_GPU"}
num_machines: ${nodes}
num_processes: ${devices}
machine_rank: 0
main_training_function: main
# Accumulate ${accumulate} batches: Accelerator(gradient_accumulation_steps=${accumulate}).
`;

const accelerateStart = `#!/bin/sh
# Run on each node with its own rank: RANK=0 HEAD=host sh launch.sh train.py
exec accelerate launch --config_file accelerate.yaml --machine_rank "\${RANK:-0}" --main_process_ip "\${HEAD:-127.0.0.1}" --main_process_port 29500 "$@"
`;

const ray = (
  devices: number,
): string => `"""Run on the head of a Ray cluster: python3 train_ray.py. train.py must define train_loop(config)."""
from ray.train import ScalingConfig
from ray.train.torch import TorchTrainer

from train import train_loop

if __name__ == "__main__":
    scaling = ScalingConfig(num_workers=${devices}, use_gpu=True)
    TorchTrainer(train_loop, scaling_config=scaling).fit()
`;
