import { describeKernels } from './contract.ts';

describeKernels('amx', 'auto');
